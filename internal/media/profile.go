package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// maxProfile is the largest ICC profile that travels with every derivative, in bytes. Display P3 and Adobe RGB take
// some 550; the large ones are for printing presses and of no use on a screen.
const maxProfile = 4096

// worth gives back a profile if derivatives need it: an RGB one, small, and not sRGB, which is what a picture
// without a profile is taken for.
func worth(icc []byte) []byte {
	if len(icc) < 128 || len(icc) > maxProfile || string(icc[16:20]) != "RGB " || string(icc[36:40]) != "acsp" {
		return nil
	}
	if bytes.Contains(icc, []byte("sRGB")) || bytes.Contains(icc, []byte("s\x00R\x00G\x00B")) {
		return nil
	}
	return icc
}

const iccHeader = "ICC_PROFILE\x00"

// jpegProfile finds the profile of a JPEG (ICC.1:2010, B.4). One in several parts is too large to be carried.
func jpegProfile(b []byte) (icc []byte) {
	jpegSegments(b, func(marker byte, data []byte) bool {
		if marker != 0xE2 || !bytes.HasPrefix(data, []byte(iccHeader)) || len(data) < len(iccHeader)+2 {
			return true
		}
		if data[len(iccHeader)+1] == 1 { // part 1 of 1
			icc = worth(data[len(iccHeader)+2:])
		}
		return false
	})
	return icc
}

// pngProfile finds the profile of a PNG (its iCCP chunk).
func pngProfile(b []byte) (icc []byte) {
	pngChunks(b, func(kind string, data []byte) bool {
		switch kind {
		case "iCCP":
			if _, packed, ok := bytes.Cut(data, []byte{0}); ok && len(packed) > 1 && packed[0] == 0 {
				if all, ok := inflate(packed[1:], maxProfile); ok {
					icc = worth(all)
				}
			}
			return false
		case "IDAT":
			return false
		}
		return true
	})
	return icc
}

// inflate unpacks a zlib stream of at most limit bytes.
func inflate(packed []byte, limit int64) ([]byte, bool) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, false
	}
	defer z.Close()
	all, err := io.ReadAll(io.LimitReader(z, limit+1))
	return all, err == nil && int64(len(all)) <= limit
}

// withProfile puts the profile into an encoded JPEG, behind its first two bytes.
func jpegWithProfile(encoded, icc []byte) []byte {
	if len(icc) == 0 {
		return encoded
	}
	out := make([]byte, 0, len(encoded)+len(icc)+18)
	out = append(out, encoded[:2]...)
	out = append(out, 0xFF, 0xE2)
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(iccHeader)+2+len(icc)))
	out = append(out, iccHeader...)
	out = append(out, 1, 1)
	out = append(out, icc...)
	return append(out, encoded[2:]...)
}

// pngWithProfile puts the profile into an encoded PNG, behind its header chunk.
func pngWithProfile(encoded, icc []byte) []byte {
	const headerEnd = len(pngSignature) + 12 + 13
	if len(icc) == 0 {
		return encoded
	}
	var data bytes.Buffer
	data.WriteString("iCCPicc\x00\x00")
	z := zlib.NewWriter(&data)
	_, _ = z.Write(icc) // a bytes.Buffer does not fail
	_ = z.Close()
	out := make([]byte, 0, len(encoded)+data.Len()+8)
	out = append(out, encoded[:headerEnd]...)
	out = binary.BigEndian.AppendUint32(out, uint32(data.Len()-4))
	out = append(out, data.Bytes()...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(data.Bytes()))
	return append(out, encoded[headerEnd:]...)
}
