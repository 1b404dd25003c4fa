package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"

	"github.com/bep/imagemeta"
)

// format is a kind of picture that can be read.
type format struct {
	mime    string
	head    func([]byte) (head, error)
	decode  func([]byte) (image.Image, error)
	profile func([]byte) []byte // the ICC profile worth carrying over, or nil
	meta    imagemeta.ImageFormat
}

// head is what the first bytes say of a picture, before anything is decoded.
type head struct {
	width, height int   // as stored, not yet upright
	memory        int64 // bytes that decoding will take, estimated from above
}

var (
	jpegFormat = format{"image/jpeg", jpegHead, decodeJPEG, jpegProfile, imagemeta.JPEG}
	pngFormat  = format{"image/png", pngHead, decodePNG, pngProfile, imagemeta.PNG}
	gifFormat  = format{"image/gif", gifHead, decodeGIF, func([]byte) []byte { return nil }, imagemeta.ImageFormatAuto}
)

// formatOf tells the kind of a file from its first bytes; names and what a browser claims are not asked.
func formatOf(b []byte) (format, bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xD8, 0xFF}):
		return jpegFormat, true
	case bytes.HasPrefix(b, []byte(pngSignature)):
		return pngFormat, true
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return gifFormat, true
	case len(b) >= 16 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return webpFormat, true
	}
	return format{}, false
}

// sheetMemory is an upper bound of what the reduced, upright copy takes beside the decoded picture.
func sheetMemory(w, h int) int64 {
	k := int64(reduction(w, h))
	return 2 * 4 * (int64(w)/k + 1) * (int64(h)/k + 1)
}

func jpegHead(b []byte) (head, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, jpegFault(err)
	}
	px := int64(c.Width+64) * int64(c.Height+64)
	perPixel := int64(3)
	switch c.ColorModel {
	case color.GrayModel:
		perPixel = 1
	case color.CMYKModel:
		perPixel = 8
	}
	if jpegProgressive(b) {
		perPixel += 4 * min(perPixel, 4) // every coefficient is kept until the last scan
	}
	return head{c.Width, c.Height, px*perPixel + sheetMemory(c.Width, c.Height)}, nil
}

// jpegSegments calls each for the segments between the start of the file and the first scan, until it answers false.
func jpegSegments(b []byte, each func(marker byte, data []byte) bool) {
	for i := 2; i+4 <= len(b); {
		if b[i] != 0xFF {
			return
		}
		marker := b[i+1]
		if marker == 0xFF { // padding
			i++
			continue
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xDA || n < 2 || i+2+n > len(b) {
			return
		}
		if !each(marker, b[i+4:i+2+n]) {
			return
		}
		i += 2 + n
	}
}

func jpegProgressive(b []byte) (progressive bool) {
	jpegSegments(b, func(marker byte, _ []byte) bool {
		progressive = marker == 0xC2
		return marker < 0xC0 || marker > 0xC2
	})
	return progressive
}

func decodeJPEG(b []byte) (image.Image, error) {
	img, err := jpeg.Decode(bytes.NewReader(b))
	return img, jpegFault(err)
}

func jpegFault(err error) error {
	var u jpeg.UnsupportedError
	if errors.As(err, &u) {
		return unsupported{err}
	}
	return err
}

const pngSignature = "\x89PNG\r\n\x1a\n"

func pngHead(b []byte) (head, error) {
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, err
	}
	px := int64(c.Width) * int64(c.Height)
	perPixel := int64(4)
	switch c.ColorModel {
	case color.GrayModel:
		perPixel = 1
	case color.Gray16Model:
		perPixel = 2
	case color.RGBA64Model, color.NRGBA64Model:
		perPixel = 8
	default:
		if _, ok := c.ColorModel.(color.Palette); ok {
			perPixel = 1
		}
	}
	if len(b) > 28 && b[28] != 0 { // interlaced: each pass is a picture of its own
		perPixel *= 2
	}
	return head{c.Width, c.Height, px*perPixel + sheetMemory(c.Width, c.Height)}, nil
}

// pngChunks calls each for the chunks before the picture's data and the small ones after it, until it answers false.
func pngChunks(b []byte, each func(kind string, data []byte) bool) {
	for i := len(pngSignature); i+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[i:]))
		if n > int64(len(b)-i-12) {
			return
		}
		if !each(string(b[i+4:i+8]), b[i+8:i+8+int(n)]) {
			return
		}
		i += 12 + int(n)
	}
}

func decodePNG(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }

func gifHead(b []byte) (head, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, err
	}
	px := int64(c.Width) * int64(c.Height)
	return head{c.Width, c.Height, 5*px + sheetMemory(c.Width, c.Height)}, nil
}

// decodeGIF gives the first frame where it lies on the whole screen of the file.
func decodeGIF(b []byte) (image.Image, error) {
	frame, err := gif.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	screen := image.Rect(0, 0, c.Width, c.Height)
	if frame.Bounds() == screen {
		return frame, nil
	}
	whole := image.NewRGBA(screen)
	draw.Draw(whole, frame.Bounds(), frame, frame.Bounds().Min, draw.Src)
	return whole, nil
}
