package stock

import (
	"strings"

	"broadsheet/internal/demo/draw/ink"
)

// strokes are capitals as a signwriter's strokes on a grid 4 wide and 6 high: lines of points divided by ";".
var strokes = map[rune]string{
	'A': "0,6 2,0 4,6;0.8,4 3.2,4", 'B': "0,0 0,6 2.6,6 3.8,5.2 3.8,3.9 2.6,3 0,3;2.6,3 3.5,2.2 3.5,0.9 2.5,0 0,0",
	'C': "4,1 3,0 1.2,0 0,1.4 0,4.6 1.2,6 3,6 4,5", 'D': "0,0 0,6 2.4,6 4,4.4 4,1.6 2.4,0 0,0", 'E': "3.6,0 0,0 0,6 3.6,6;0,3 2.9,3",
	'F': "3.6,0 0,0 0,6;0,3 2.9,3", 'G': "4,1 3,0 1.2,0 0,1.4 0,4.6 1.2,6 3,6 4,5 4,3.4 2.4,3.4", 'H': "0,0 0,6;4,0 4,6;0,3 4,3",
	'I': "0,0 0,6", 'J': "3,0 3,4.8 2,6 1,6 0,5", 'K': "0,0 0,6;3.8,0 0,3.4;1.3,2.4 4,6", 'L': "0,0 0,6 3.4,6",
	'M': "0,6 0.3,0 2.4,4.4 4.5,0 4.8,6", 'N': "0,6 0,0 4,6 4,0", 'O': "1.3,0 2.9,0 4.2,1.5 4.2,4.5 2.9,6 1.3,6 0,4.5 0,1.5 1.3,0",
	'P': "0,6 0,0 2.6,0 3.8,0.9 3.8,2.4 2.6,3.3 0,3.3", 'Q': "1.3,0 2.9,0 4.2,1.5 4.2,4.5 2.9,6 1.3,6 0,4.5 0,1.5 1.3,0;2.6,4.6 4.2,6.3",
	'R': "0,6 0,0 2.6,0 3.8,0.9 3.8,2.2 2.6,3.1 0,3.1;2,3.1 4,6", 'S': "3.7,0.9 2.8,0 1.1,0 0.1,0.9 0.1,2.1 1,2.9 2.9,3.2 3.8,4 3.8,5.1 2.8,6 1,6 0,5.1",
	'T': "0,0 4,0;2,0 2,6", 'U': "0,0 0,4.6 1.2,6 2.8,6 4,4.6 4,0", 'V': "0,0 2,6 4,0", 'W': "0,0 1.3,6 2.6,1.4 3.9,6 5.2,0",
	'X': "0,0 4,6;4,0 0,6", 'Y': "0,0 2,3 4,0;2,3 2,6", 'Z': "0,0 3.8,0 0,6 3.8,6", '1': "0,1.2 1.4,0 1.4,6",
	'2': "0,1.2 1.2,0 2.8,0 3.8,1.1 3.8,2.2 0,6 3.9,6", '4': "2.9,6 2.9,0 0,4.2 4,4.2", '0': "1.2,0 2.6,0 3.8,1.5 3.8,4.5 2.6,6 1.2,6 0,4.5 0,1.5 1.2,0", '3': "0,0.9 1,0 2.7,0 3.6,0.9 3.6,2.1 2.6,2.9 1.4,2.9;2.6,2.9 3.8,3.8 3.8,5.1 2.8,6 1,6 0,5.1",
	'5': "3.5,0 0.5,0 0.3,2.6 1.2,2.2 2.6,2.2 3.8,3.2 3.8,4.9 2.7,6 1,6 0,5.1", '6': "3.4,0.6 2.6,0 1.4,0 0,1.7 0,4.6 1.1,6 2.7,6 3.8,5 3.8,3.7 2.8,2.7 1.2,2.7 0,3.9",
	'9': "0.4,5.4 1.2,6 2.4,6 3.8,4.3 3.8,1.4 2.7,0 1.1,0 0,1 0,2.3 1,3.3 2.6,3.3 3.8,2.1", '7': "0,0 3.8,0 1.4,6",
	'8':  "1.2,0 2.8,0 3.7,0.9 3.7,2 2.8,2.8 1.2,2.8 0.3,2 0.3,0.9 1.2,0;1.2,2.8 0,3.8 0,5.1 1.1,6 2.9,6 4,5.1 4,3.8 2.8,2.8",
	'\'': "0,0 0,1.4", '-': "0,3.2 2,3.2",
}

// Lettering gives the strokes of a line of capitals of the height, its left foot at the origin, and its length.
func Lettering(s string, height float64) (lines [][]ink.Point, length float64) {
	u := height / 6
	x := 0.0
	for _, r := range strings.ToUpper(s) {
		shape, ok := strokes[r]
		if !ok {
			x += 2.6 * u
			continue
		}
		wide := 0.0
		for line := range strings.SplitSeq(shape, ";") {
			var pts []ink.Point
			for pair := range strings.FieldsSeq(line) {
				px, py := pairOf(pair)
				wide = max(wide, px)
				pts = append(pts, ink.Point{X: x + px*u, Y: (py - 6) * u})
			}
			lines = append(lines, pts)
		}
		x += (wide + 1.7) * u
	}
	return lines, max(x-1.7*u, 0)
}

func pairOf(s string) (x, y float64) {
	a, b, _ := strings.Cut(s, ",")
	return decimal(a), decimal(b)
}

// decimal reads the small numbers of the table above.
func decimal(s string) float64 {
	whole, part, _ := strings.Cut(s, ".")
	n := 0.0
	for _, r := range whole {
		n = n*10 + float64(r-'0')
	}
	for _, r := range part {
		n += float64(r-'0') / 10
	}
	return n
}

// Letters prints a line of capitals with the middle of its foot at (x, y).
func (v *View) Letters(x, y, height float64, s string, col RGB) {
	v.Slanted(x, y, height, 0, 0, s, col)
}

// Slanted prints capitals along a line that falls by slope, leaning by lean.
func (v *View) Slanted(x, y, height, slope, lean float64, s string, col RGB) {
	lines, length := Lettering(s, height)
	for _, pts := range lines {
		for i, p := range pts {
			px := p.X - length/2
			pts[i] = ink.Point{X: x + px - p.Y*lean, Y: y + p.Y + px*slope}
		}
		v.Lines(height*0.15, col, pts...)
	}
}
