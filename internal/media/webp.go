package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"

	"github.com/bep/imagemeta"
	"golang.org/x/image/webp"
)

var webpFormat = format{"image/webp", webpHead, decodeWebP, webpProfile, imagemeta.WebP}

// webpChunks calls each for the chunks of a WebP file until it answers false.
func webpChunks(b []byte, each func(kind string, data []byte) bool) {
	for i := 12; i+8 <= len(b); {
		n := int64(binary.LittleEndian.Uint32(b[i+4:]))
		if n > int64(len(b)-i-8) {
			return
		}
		if !each(string(b[i:i+4]), b[i+8:i+8+int(n)]) {
			return
		}
		i += 8 + int(n+n%2)
	}
}

func webpHead(b []byte) (head, error) {
	moving := false
	webpChunks(b, func(kind string, data []byte) bool {
		moving = kind == "VP8X" && len(data) > 0 && data[0]&0x02 != 0
		return false
	})
	if moving {
		return head{}, unsupported{errors.New("a WebP animation")}
	}
	c, err := webp.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, err
	}
	px := int64(c.Width+16) * int64(c.Height+16)
	return head{c.Width, c.Height, 9*px + sheetMemory(c.Width, c.Height)}, nil
}

// decodeWebP decodes a still. The decoder hands out what a lossy file holds as if its brightness ran from 0 to 255;
// in WebP it runs from 16 to 235 (RFC 9649, section 2.5, which refers to ITU-R BT.601), so its colours are made here.
func decodeWebP(b []byte) (image.Image, error) {
	img, err := webp.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	switch m := img.(type) {
	case *image.YCbCr:
		return studio(m, nil, 0), nil
	case *image.NYCbCrA:
		return studio(&m.YCbCr, m.A, m.AStride), nil
	}
	return img, nil
}

// studio turns Y'CbCr of BT.601 in its narrow range into colours; alpha may be nil.
func studio(m *image.YCbCr, alpha []byte, stride int) image.Image {
	b := m.Rect
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := out.Pix[y*out.Stride:]
		for x := range b.Dx() {
			c := m.COffset(b.Min.X+x, b.Min.Y+y)
			l := 76309 * (int32(m.Y[m.YOffset(b.Min.X+x, b.Min.Y+y)]) - 16) // 255/219 in 16.16
			u, v := int32(m.Cb[c])-128, int32(m.Cr[c])-128
			row[4*x] = fixed(l + 104597*v)
			row[4*x+1] = fixed(l - 25675*u - 53279*v)
			row[4*x+2] = fixed(l + 132201*u)
			row[4*x+3] = 255
			if alpha != nil {
				row[4*x+3] = alpha[y*stride+x]
			}
		}
	}
	if alpha != nil {
		return out
	}
	return &image.RGBA{Pix: out.Pix, Stride: out.Stride, Rect: out.Rect} // the same where nothing is see-through
}

// fixed rounds a 16.16 number to a byte.
func fixed(n int32) uint8 { return uint8(min(max((n+1<<15)>>16, 0), 255)) }

func webpProfile(b []byte) (icc []byte) {
	webpChunks(b, func(kind string, data []byte) bool {
		if kind == "ICCP" {
			icc = worth(data)
		}
		return kind == "VP8X"
	})
	return icc
}
