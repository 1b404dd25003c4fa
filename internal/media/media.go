// Package media is what a picture goes through when somebody adds it: its kind is read from its bytes, its size from
// its header before anything is decoded, it is decoded once to find damage, turned upright, read for its credit and
// caption, and cut into the sizes that readers get.
//
// Everything here works on bytes that are handed in; nothing is stored and nothing is fetched. The original is kept
// byte for byte. What readers get is encoded anew and carries no metadata but its colour profile; a place on the map
// (GPS) is never read out of a file.
package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"strings"

	"golang.org/x/sync/semaphore"

	"broadsheet/internal/fault"
)

// Limits are what a picture may be. A zero field takes its value from DefaultLimits.
type Limits struct {
	Bytes  int64 // the size of the file
	Pixels int64 // width times height
	Side   int   // the longer side, in pixels
}

// DefaultLimits are 40 MB, 60 megapixels and 20,000 pixels a side.
var DefaultLimits = Limits{Bytes: 40 << 20, Pixels: 60_000_000, Side: 20_000}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimits.Bytes
	}
	if l.Pixels <= 0 {
		l.Pixels = DefaultLimits.Pixels
	}
	if l.Side <= 0 {
		l.Side = DefaultLimits.Side
	}
	return l
}

// Picture is a picture that was read whole and found sound.
type Picture struct {
	Hash     string // SHA-256 of the original file, 64 hexadecimal characters
	Type     string // media type by its bytes: image/jpeg, image/png, image/gif or image/webp
	Width    int    // pixels, upright
	Height   int    // pixels, upright
	Meta     Meta   // what the file says about itself
	Ground   string // palette class that stands in while the picture loads, "g00" to "g63"; see PaletteCSS
	Original []byte // the file as it came

	sheet   *image.RGBA // the upright picture, reduced by a whole number if it is far larger than any derivative
	png     bool        // derivatives stay PNG: there is transparency, or a handful of flat colours
	profile []byte      // the ICC profile to carry over, nil for sRGB
}

// Ext is the usual ending of a file of the picture's type, with its dot.
func (p Picture) Ext() string { return ext[p.Type] }

var ext = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}

// room bounds the memory of all pictures being decoded or cut at once, in bytes. The largest picture of the default
// limits (60 megapixels, progressive, unsubsampled) takes nearly all of it.
var room = semaphore.NewWeighted(roomSize)

const roomSize = 1 << 30

// take waits for bytes of room and gives back how to leave it.
func take(ctx context.Context, bytes int64) (leave func(), err error) {
	bytes = min(bytes, roomSize)
	if err := room.Acquire(ctx, bytes); err != nil {
		return nil, err
	}
	return func() { room.Release(bytes) }, nil
}

// Read takes in a picture from r. The name is the file's as the person knows it, for the sentence that says why it
// was refused; it may be empty. A file that is too large, of an unreadable kind or damaged is a fault.Invalid about
// the field "picture"; a failing r or a cancelled ctx is returned as it is.
func Read(ctx context.Context, name string, r io.Reader, limits Limits) (Picture, error) {
	limits = limits.orDefault()
	var buf bytes.Buffer
	if _, err := io.Copy(&buf, io.LimitReader(reader{ctx, r}, limits.Bytes+1)); err != nil {
		return Picture{}, fmt.Errorf("reading the picture: %w", err)
	}
	b := buf.Bytes()
	if int64(len(b)) > limits.Bytes {
		return Picture{}, refuse(name, nil, "it is larger than %s. Export it smaller and add it again; your caption is kept.", megabytes(limits.Bytes))
	}
	if len(b) == 0 {
		return Picture{}, refuse(name, nil, "the file is empty. Look at it on your device and add it again; your caption is kept.")
	}
	f, ok := formatOf(b)
	if !ok {
		return Picture{}, refuse(name, nil, "this kind of picture cannot be read here. Save it as JPEG and add it again; your caption is kept.")
	}
	head, err := f.head(b)
	if err != nil {
		return Picture{}, refuseDecoding(name, err)
	}
	if head.width <= 0 || head.height <= 0 {
		return Picture{}, refuse(name, nil, "it has no size. Export it again and add it; your caption is kept.")
	}
	if head.width > limits.Side || head.height > limits.Side || int64(head.width)*int64(head.height) > limits.Pixels {
		return Picture{}, refuse(name, nil, "it measures %s × %s pixels. The most that can be read here is %d megapixels and %s pixels a side: export it smaller and add it again; your caption is kept.",
			thousands(head.width), thousands(head.height), limits.Pixels/1_000_000, thousands(limits.Side))
	}

	leave, err := take(ctx, head.memory)
	if err != nil {
		return Picture{}, err
	}
	defer leave()
	img, err := f.decode(b)
	if err != nil {
		return Picture{}, refuseDecoding(name, err)
	}
	if err := ctx.Err(); err != nil {
		return Picture{}, err
	}
	sum := sha256.Sum256(b)
	p := Picture{Hash: hex.EncodeToString(sum[:]), Type: f.mime, Original: b, profile: f.profile(b)}
	var turn orientation
	p.Meta, turn = readMeta(f, b)
	p.Width, p.Height = turn.size(head.width, head.height)
	flat := f.mime != "image/jpeg" && fewColours(img)
	p.sheet = turn.upright(reduce(img))
	p.png = flat || !p.sheet.Opaque()
	p.Ground = ground(p.sheet)
	return p, nil
}

// reader stops reading when its context is done.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}

// unsupported is a picture that is whole but of a sub-kind that cannot be read right.
type unsupported struct{ error }

func refuseDecoding(name string, cause error) error {
	var u unsupported
	if errors.As(cause, &u) {
		return refuse(name, cause, "this kind of picture cannot be read here. Save it as JPEG and add it again; your caption is kept.")
	}
	return refuse(name, cause, "the file is damaged or was cut short on its way. Export it again and add it; your caption is kept.")
}

func refuse(name string, cause error, say string, args ...any) error {
	name = strings.TrimSpace(name)
	if name == "" {
		name = "The picture"
	}
	say = name + " was not added: " + fmt.Sprintf(say, args...)
	var f *fault.Fault
	if cause != nil {
		f = fault.Because(cause, fault.Invalid, "%s", say)
	} else {
		f = fault.New(fault.Invalid, "%s", say)
	}
	f.Field = "picture"
	return f
}

func megabytes(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%s bytes", thousands(int(n)))
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
