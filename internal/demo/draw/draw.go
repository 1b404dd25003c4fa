// Package draw draws the pictures of the demo newsroom: the harbour town in flat inks, and the heads of its people.
// Nothing of it is a photograph and nobody in it exists. The same name, variant and size give the same picture.
package draw

import (
	"hash/fnv"
	"image"
	"maps"
	"slices"

	"broadsheet/internal/demo/draw/heads"
	"broadsheet/internal/demo/draw/ink"
)

// scene is one motif. The hours are those it may be drawn in; variant n takes the n-th.
type scene struct {
	hours []hour
	draw  func(*view, hour)
}

var scenes = map[string]scene{
	"bridge":         {[]hour{overcast, overcast, noon, dawn, dusk, noon, night}, bridge},
	"cannery":        {[]hour{noon, overcast, dawn, overcast, dusk}, cannery},
	"cannery-fire":   {[]hour{blaze}, canneryFire},
	"storm":          {[]hour{night, gale, gale, night}, storm},
	"courthouse":     {[]hour{noon, overcast, overcast, dawn, autumn, dusk}, courthouse},
	"townhall":       {[]hour{dusk, noon, overcast, night}, townhall},
	"school":         {[]hour{overcast, noon, autumn, dawn}, school},
	"hospital-night": {[]hour{night}, hospitalNight},
	"market":         {[]hour{noon, noon, overcast, summer, autumn, dawn}, market},
	"library":        {[]hour{lamplit}, library},
	"stage":          {[]hour{lamplit}, stage},
	"map":            {[]hour{noon, noon, dawn, summer}, townMap},
	"pitch":          {[]hour{mild, summer, summer, autumn, mild, dusk}, pitch},
	"fields":         {[]hour{summer, mild, summer, autumn, dawn, dusk}, fields},
	"road":           {[]hour{noon, noon, autumn, dawn, dusk, overcast}, road},
	"quay":           {[]hour{overcast, dawn, noon, dusk, noon, night}, quay},
	"ferry":          {[]hour{noon, overcast, dawn, noon, noon, dusk}, ferryScene},
	"boats":          {[]hour{noon, overcast, dawn, dusk, noon, night}, boats},
	"rowing":         {[]hour{overcast, dawn, noon, dusk}, rowing},
	"bridge-open":    {[]hour{dawn, noon, dusk, night}, bridgeOpen},
}

// Scenes are the names that Scene knows, in alphabetical order.
func Scenes() []string { return slices.Sorted(maps.Keys(scenes)) }

// Scene draws a motif, w x h pixels. Variants count from 1 and are composed differently each: another hour, another
// standpoint, other things in view. A name that is not one of Scenes gives the quay.
func Scene(name string, variant int, w, h int) image.Image {
	s, ok := scenes[name]
	if !ok {
		name, s = "quay", scenes["quay"]
	}
	seed := seedOf(name, variant)
	c := ink.New(w, h, seed)
	hr := s.hours[((variant-1)%len(s.hours)+len(s.hours))%len(s.hours)]
	v := &view{Canvas: c, tones: tonesOf(hr), r: ink.Seeded(seed), variant: variant}
	s.draw(v, hr)
	return c.Image(v.paper)
}

func seedOf(name string, variant int) uint32 {
	f := fnv.New32a()
	_, _ = f.Write([]byte(name)) // a hash does not fail
	return f.Sum32() + uint32(variant)*0x9E3779B1
}

// Portrait draws the head of somebody in the demo newsroom, size x size pixels. The same name gives the same face.
func Portrait(name string, size int) image.Image { return heads.Draw(name, size) }
