package article

import "time"

// Picture is one file of the library. Credit and rights belong to it; caption and alt text are where every use
// starts from and may differ there.
type Picture struct {
	ID        string
	Hash      string // of the original's bytes, hex sha256: the same file is the same picture
	Type      string // "image/jpeg" or "image/png"
	Width     int    // pixels, upright
	Height    int
	Name      string // of the file as it was uploaded
	Credit    string
	Rights    string
	Caption   string
	Alt       string
	FocusX    float64 // 0 left … 1 right
	FocusY    float64 // 0 top … 1 bottom
	Ground    string  // palette class of its average colour
	Cuts      []Cut
	AddedBy   string
	AddedAt   time.Time
	Origin    string    // address it came from when moved in
	Published bool      // part of something public: only then readers can fetch its files
	Until     time.Time // when only fronts show it: when the last of their pins ends; zero for no end
}

// Cut is one derivative of a picture.
type Cut struct {
	Shape  string `json:"shape"` // "whole", "3x2", "4x3", "1x1", "16x9", "share"
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Type   string `json:"type"`
	File   string `json:"file"` // name on the shelf, also the last part of its public address
	Bytes  int64  `json:"bytes"`
}
