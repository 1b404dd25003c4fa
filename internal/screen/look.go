package screen

// Colour is one that a paper can choose, with the two forms in which readers get it, "#rrggbb" each.
type Colour struct {
	Value, Label string
	Light, Dark  string
}

// Shade shows a colour as readers get it on light or on dark screens.
type Shade struct {
	On     string // "On light screens"
	Ground string // "#rrggbb", as the others
	Ink    string
	Colour string
	Say    string // how well it is read, and how far it was moved for that
	Moved  bool
}

// LogoPlate is the place of a logo for light or for dark screens.
type LogoPlate struct {
	For  string // "light" or "dark"
	Name string // "Logo"
	Put  *Thumb // what stands there now, nil for nothing
	Say  string // what readers get instead of nothing
	Form Form
}

// Field is the name under which a refusal of its file is said.
func (p LogoPlate) Field() string { return "logo-" + p.For }
