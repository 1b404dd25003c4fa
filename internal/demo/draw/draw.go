// Package draw draws the pictures of the demo newsroom: the harbour town in flat inks, and the heads of its people.
// Nothing of it is a photograph and nobody in it exists. The same name, variant and size give the same picture.
package draw

import (
	"hash/fnv"
	"image"
	"maps"
	"slices"

	"broadsheet/internal/demo/draw/harbour"
	"broadsheet/internal/demo/draw/heads"
	"broadsheet/internal/demo/draw/stock"
	"broadsheet/internal/demo/draw/streets"
)

// scene is one motif. The hours are those it may be drawn in; variant n takes the n-th.
type scene struct {
	hours []stock.Hour
	draw  func(*stock.View, stock.Hour)
}

var scenes = map[string]scene{
	"bridge":         {[]stock.Hour{stock.Overcast, stock.Overcast, stock.Noon, stock.Dawn, stock.Dusk, stock.Noon, stock.Night}, harbour.Bridge},
	"cannery":        {[]stock.Hour{stock.Noon, stock.Overcast, stock.Dawn, stock.Overcast, stock.Dusk}, harbour.Cannery},
	"cannery-fire":   {[]stock.Hour{stock.Blaze}, harbour.CanneryFire},
	"storm":          {[]stock.Hour{stock.Night, stock.Gale, stock.Gale, stock.Night}, harbour.Storm},
	"courthouse":     {[]stock.Hour{stock.Noon, stock.Overcast, stock.Overcast, stock.Dawn, stock.Autumn, stock.Dusk}, streets.Courthouse},
	"townhall":       {[]stock.Hour{stock.Dusk, stock.Noon, stock.Overcast, stock.Night}, streets.Townhall},
	"school":         {[]stock.Hour{stock.Overcast, stock.Noon, stock.Autumn, stock.Dawn}, streets.School},
	"hospital-night": {[]stock.Hour{stock.Night}, streets.HospitalNight},
	"market":         {[]stock.Hour{stock.Noon, stock.Noon, stock.Overcast, stock.Summer, stock.Autumn, stock.Dawn}, streets.Market},
	"library":        {[]stock.Hour{stock.Lamplit}, streets.Library},
	"stage":          {[]stock.Hour{stock.Lamplit}, streets.Stage},
	"map":            {[]stock.Hour{stock.Noon, stock.Noon, stock.Dawn, stock.Summer}, streets.Map},
	"pitch":          {[]stock.Hour{stock.Mild, stock.Summer, stock.Summer, stock.Autumn, stock.Mild, stock.Dusk}, streets.Pitch},
	"fields":         {[]stock.Hour{stock.Summer, stock.Mild, stock.Summer, stock.Autumn, stock.Dawn, stock.Dusk}, streets.Fields},
	"road":           {[]stock.Hour{stock.Noon, stock.Noon, stock.Autumn, stock.Dawn, stock.Dusk, stock.Overcast}, streets.Road},
	"quay":           {[]stock.Hour{stock.Overcast, stock.Dawn, stock.Noon, stock.Dusk, stock.Noon, stock.Night}, harbour.Quay},
	"ferry":          {[]stock.Hour{stock.Noon, stock.Overcast, stock.Dawn, stock.Noon, stock.Noon, stock.Dusk}, harbour.Ferry},
	"boats":          {[]stock.Hour{stock.Noon, stock.Overcast, stock.Dawn, stock.Dusk, stock.Noon, stock.Night}, harbour.Boats},
	"rowing":         {[]stock.Hour{stock.Overcast, stock.Dawn, stock.Noon, stock.Dusk}, harbour.Rowing},
	"bridge-open":    {[]stock.Hour{stock.Dawn, stock.Noon, stock.Dusk, stock.Night}, harbour.BridgeOpen},
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
	hour := s.hours[((variant-1)%len(s.hours)+len(s.hours))%len(s.hours)]
	v := stock.New(w, h, seed, hour, variant)
	s.draw(v, hour)
	return v.Image(v.Paper)
}

func seedOf(name string, variant int) uint32 {
	f := fnv.New32a()
	_, _ = f.Write([]byte(name)) // a hash does not fail
	return f.Sum32() + uint32(variant)*0x9E3779B1
}

// Portrait draws the head of somebody in the demo newsroom, size x size pixels. The same name gives the same face.
func Portrait(name string, size int) image.Image { return heads.Draw(name, size) }
