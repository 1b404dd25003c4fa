package page

// plate is a logo as the template writes it.
type plate struct {
	Light *image
	Dark  *image // nil for the one logo on both grounds
}

// logo is what stands in the place of the paper's name; nil for the name in type.
func (v *view) logo(p Paper) (*plate, error) {
	light, err := v.image(p.Logo, "logo")
	if err != nil || light == nil {
		return nil, err
	}
	dark, err := v.image(p.LogoDark, "logo")
	return &plate{Light: light, Dark: dark}, err
}
