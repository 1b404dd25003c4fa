package heads

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// strands cuts lines along hair, fanning from (x, y).
func (b *bust) strands(within ink.Path, col rgb, n int, line func(t float64) *ink.Pen) {
	b.Within(within, func() {
		for i := range n {
			t := (float64(i) + 0.5) / float64(n)
			b.Flat(ink.Stroke(0.2, 0.75, line(t).Points()...), col)
		}
	})
}

func (b *bust) hairBehind() {
	dark, bright := b.hairTones()
	w := b.half()
	switch b.hair {
	case bob:
		p := ink.From(50-w-5, 40).Curve(50-w-6, 14, 50+w+6, 14, 50+w+5, 40).Bend(50+w+7, 58, 50+w+3, 66).Bend(50, 72, 50-w-3, 66).Bend(50-w-7, 58, 50-w-5, 40).Shape()
		b.Flat(p, mix(dark, black, 0.25))
	case long:
		p := ink.From(50-w-4, 38).Curve(50-w-5, 12, 50+w+5, 12, 50+w+4, 38).Curve(50+w+8, 56, 50+w+4, 72, 50+w+9, 92).Bend(50, 98, 50-w-9, 92).Curve(50-w-3, 72, 50-w-8, 56, 50-w-4, 38).Shape()
		b.Flat(p, mix(dark, black, 0.25))
		b.strands(p, bright, 7, func(t float64) *ink.Pen {
			x := 50 - w - 6 + t*9
			return ink.From(x+2, 40).Curve(x-3, 60, x+3, 74, x-2, 92)
		})
	case bun:
		b.Flat(ink.Circle(52, 13.5, 9), dark)
		b.strands(ink.Circle(52, 13.5, 9), bright, 4, func(t float64) *ink.Pen {
			return ink.From(44+t*4, 16+t*4).Bend(50+t*6, 4+t*8, 59, 13+t*8)
		})
	case tail:
		p := ink.From(62, 22).Curve(80, 18, 84, 40, 76, 66).Curve(74, 60, 72, 50, 66, 40).Shape()
		b.Flat(p, mix(dark, black, 0.2))
		b.strands(p, bright, 4, func(t float64) *ink.Pen { return ink.From(66, 24+t*6).Curve(76, 26+t*6, 78-t*5, 44, 75, 62) })
	case curls:
		p := ink.Ellipse(50, 34, w+7, 20)
		for i := range 17 {
			a := math.Pi * (0.86 + 1.28*float64(i)/16)
			p = p.And(ink.Circle(50+math.Cos(a)*(w+6.5), 36+math.Sin(a)*21, 5.4+0.7*math.Sin(float64(i)*2.3)))
		}
		b.Flat(p, dark)
		b.Within(p, func() {
			for i := range 26 {
				a := math.Pi * (0.9 + 1.2*float64(i)/25)
				k := 0.75 + 0.3*math.Abs(math.Sin(float64(i)*1.7))
				x, y := 50+math.Cos(a)*(w+6)*k, 36+math.Sin(a)*21*k
				b.Lines(0.6, bright, ink.From(x-2, y).Curve(x-1.6, y-2.4, x+1.8, y-2.2, x+1.6, y+0.4).Points()...)
			}
		})
	case swept, tousled, parted:
		b.Flat(ink.From(50-w-1.5, 46).Curve(50-w-4, 12, 50+w+4, 12, 50+w+1.5, 46).Shape(), mix(dark, black, 0.2))
	case scarf:
		cloth := coats[(b.coat+3)%len(coats)]
		p := ink.From(50-w-4, 42).Curve(50-w-6, 10, 50+w+6, 10, 50+w+4, 42).Curve(50+w+6, 62, 66, 74, 72, 92).To(28, 92).Curve(34, 74, 50-w-6, 62, 50-w-4, 42).Shape()
		b.Flat(p, mix(cloth, black, 0.25))
	}
}

func (b *bust) hairBefore() {
	dark, bright := b.hairTones()
	w := b.half()
	l, r := 50-w, 50+w
	switch b.hair {
	case parted:
		p := ink.From(l-1.8, 45).Curve(l-3.4, 22, 40, 15.5, 46, 16).Curve(60, 12.5, r+5, 20, r+1.8, 45).Curve(r+0.2, 38, r-1, 34, r-3, 30.5).
			Curve(56, 31, 46, 28, 42.4, 23.4).Curve(40, 29, l+1.5, 32, l-0.2, 45).Shape()
		b.Flat(p, dark)
		b.strands(p, bright, 8, func(t float64) *ink.Pen {
			return ink.From(43, 20+t*3).Curve(50+t*4, 14+t*8, 62, 17+t*9, r+1, 30+t*9)
		})
	case cropped:
		p := ink.From(l-1, 44).Curve(l-2.8, 14.5, r+2.8, 14.5, r+1, 44).Curve(r-0.8, 37, r-2.4, 32.5, 61, 31.4).Bend(50, 29.4, 39, 31.4).Curve(l+2.4, 32.5, l+0.8, 37, l-1, 44).Shape()
		b.Fill(p, ink.Flat(dark))
		b.Within(p, func() {
			for i := range 40 {
				x, y := 34+float64(i*7%33), 18+float64(i*5%14)
				b.Cut(x, y, x+0.5, y-1.4, 0.4, bright)
			}
		})
	case fringe:
		for _, d := range []float64{-1, 1} {
			p := ink.From(50+d*(w-0.6), 33).Curve(50+d*(w+3), 34, 50+d*(w+4.6), 40, 50+d*(w+3.4), 49).Curve(50+d*(w+2.4), 45, 50+d*(w+0.2), 43, 50+d*(w-0.6), 33).Shape()
			b.Flat(p, dark)
		}
		b.Cut(41, 23.6, 47, 21.6, 1, mix(skins[b.skin], paper, 0.6))
	case bob:
		p := ink.From(l-4.4, 62).Curve(l-7.4, 30, 36, 13.4, 50, 13.4).Curve(66, 13.4, r+7.4, 30, r+4.4, 62).Curve(r-0.4, 58, r+0.6, 44, r-2.4, 33).
			Curve(60, 33.4, 48, 32, 41.6, 25.6).Curve(40, 31, l+2, 34, l+1.6, 42).Curve(l+1.4, 52, l, 58, l-4.4, 62).Shape()
		b.Flat(p, dark)
		b.strands(p, bright, 9, func(t float64) *ink.Pen {
			if t < 0.4 {
				return ink.From(42, 17+t*10).Curve(34, 22+t*10, l-3+t*6, 36, l-3+t*8, 58)
			}
			return ink.From(43, 20).Curve(56, 15+t*5, r+6-t*4, 30, r+4-t*3, 58)
		})
	case long:
		p := ink.From(l-4, 66).Curve(l-7, 32, 36, 13, 50, 13).Curve(64, 13, r+7, 32, r+4, 66).Curve(r+1, 56, r+0.4, 42, r-3.4, 32).
			Curve(58, 29.6, 52, 24, 50, 19.6).Curve(48, 24, 42, 29.6, l+3.4, 32).Curve(l-0.4, 42, l-1, 56, l-4, 66).Shape()
		b.Flat(p, dark)
		b.strands(p, bright, 8, func(t float64) *ink.Pen {
			d := -1.0
			if t > 0.5 {
				d, t = 1, t-0.5
			}
			return ink.From(50+d*1.4, 14+t*16).Curve(50+d*10, 15+t*16, 50+d*(w+5-t*9), 28+t*6, 50+d*(w+4-t*8), 46)
		})
	case bun, tail, swept:
		p := ink.From(l-1.6, 46).Curve(l-4, 20, 38, 13.6, 51, 13.6).Curve(65, 13.6, r+4, 20, r+1.6, 46).Curve(r+0.4, 37, r-1.6, 30.5, 61, 26.4).
			Bend(50, 22.4, 39, 26.4).Curve(l+1.6, 30.5, l-0.4, 37, l-1.6, 46).Shape()
		b.Flat(p, dark)
		b.strands(p, bright, 9, func(t float64) *ink.Pen {
			x := l + 2*w*t
			return ink.From(x, 38-12*math.Sin(math.Pi*t)).Bend(50+(x-50)*0.9, 20, 52+(x-50)*0.35, 14.4)
		})
	case curls:
		p := ink.Path{}
		for i := range 9 {
			t := float64(i) / 8
			p = p.And(ink.Circle(l+1+2*(w-1)*t, 31-7*math.Sin(math.Pi*t), 4.6+0.6*math.Sin(float64(i)*3)))
		}
		b.Flat(p, dark)
		for i := range 9 {
			t := float64(i) / 8
			x, y := l+1+2*(w-1)*t, 30-7*math.Sin(math.Pi*t)
			b.Lines(0.6, bright, ink.From(x-2.2, y+1).Curve(x-2, y-2, x+2, y-2, x+1.6, y+1).Points()...)
		}
	case tousled:
		p := ink.From(l-1.6, 44).Curve(l-5, 30, l-3, 20, 37, 17)
		for i := range 6 {
			x := 38 + 5.4*float64(i)
			p.Bend(x+1, 9.6+float64(i%2)*2, x+5.2, 15.4+float64(i%3))
		}
		p.Curve(r+4, 22, r+5, 32, r+1.6, 44).Curve(r+0.2, 38, r-1, 34, r-2.6, 31)
		for i := range 6 {
			x := r - 2.6 - 5*float64(i)
			p.Bend(x-1, 33.4+float64(i%2)*2, x-4.8, 27.6-float64(i%2)*1.4)
		}
		s := p.Curve(l+1, 32, l+0.4, 36, l-1.6, 44).Shape()
		b.Flat(s, dark)
		b.strands(s, bright, 9, func(t float64) *ink.Pen {
			x := 36 + 28*t
			return ink.From(x-3, 16).Bend(x+5, 20, x+1, 30)
		})
	case cap:
		cloth := hex(0x263d5c)
		p := ink.From(l-3, 33).Curve(l-6, 16, 38, 9.6, 51, 9.6).Curve(66, 9.6, r+6, 17, r+3, 33).Bend(50, 27.4, l-3, 33).Shape()
		b.Flat(ink.From(l-1, 45).Bend(l-2.6, 36, l-1, 31).To(l+2.4, 31).Bend(l+0.4, 38, l-1, 45).Shape(), dark)
		b.Flat(ink.From(r+1, 45).Bend(r+2.6, 36, r+1, 31).To(r-2.4, 31).Bend(r-0.4, 38, r+1, 45).Shape(), dark)
		b.Flat(p, cloth)
		b.Fill(p, ink.Paint{Color: black, Cover: b.Engraving(0.9, 1.9, func(x, _ float64) float64 { return 0.7 * min(max((x-48)/24, 0), 1) })})
		b.Flat(ink.From(l-4, 33.6).Bend(46, 25.4, r+2.4, 31.6).Bend(r+2, 35, r-3, 34.6).Bend(44, 30.4, l-3, 37).Bend(l-5, 36, l-4, 33.6).Shape(), black)
		b.Cut(l, 32.4, 56, 28.6, 0.7, mix(cloth, paper, 0.5))
		b.Flat(ink.Circle(51, 10, 1.5), mix(cloth, paper, 0.3))
	case scarf:
		cloth := coats[(b.coat+3)%len(coats)]
		ring := ink.From(l-4.6, 46).Curve(l-6.6, 12, r+6.6, 12, r+4.6, 46).Curve(r+4, 62, 62, 74, 50, 75).Curve(38, 74, l-4, 62, l-4.6, 46)
		hole := ink.From(l+1, 46).Curve(l+2, 58, 41, 67.6, 50, 68.4).Curve(59, 67.6, r-2, 58, r-1, 46).Curve(r-0.4, 22, l+0.4, 22, l+1, 46)
		p := ring.Shape().And(hole.Shape())
		b.Flat(p, cloth)
		b.Within(p, func() {
			for i := range 9 {
				t := float64(i) / 8
				b.Flat(ink.Stroke(0.25, 0.8, ink.From(50+(t-0.5)*14, 17+6*math.Abs(t-0.5)).Curve(50+(t-0.5)*52, 24, 50+(t-0.5)*52, 50, 50+(t-0.5)*26, 74).Points()...), mix(cloth, paper, 0.35))
			}
		})
	}
}

func (b *bust) beardOn() {
	dark, bright := b.hairTones()
	w := b.half()
	jaw := 12 + 2.2*b.round
	tache := ink.From(50.4, 55.6).Curve(46, 55, 42.4, 57.4, 40.8, 60.6).Curve(44.6, 60.4, 48, 59.4, 50.4, 58.8).Curve(53, 59.4, 56.4, 60.2, 60, 60.2).Curve(58, 57, 54.6, 55, 50.4, 55.6).Shape()
	switch b.beard {
	case full, trimmed:
		drop, side := 77.5, 2.4
		if b.beard == trimmed {
			drop, side = 71.5, 0.6
		}
		mouth := ink.From(45, 60.4).Bend(50.4, 64.6, 55.6, 60.2).Bend(50.4, 58.6, 45, 60.4).Shape()
		p := ink.From(50-w-0.3, 47).Curve(50-w-side*0.4, 58, 50-jaw-side-1.4, 66, 50-jaw*0.6, drop-3).Curve(46, drop+0.6, 55, drop+0.6, 50+jaw*0.6, drop-3).
			Curve(50+jaw+side+1.4, 66, 50+w+side*0.4, 58, 50+w+0.3, 47).Curve(50+w-2.2, 55, 61.6, 57.6, 59.4, 58).Bend(55.4, 55.4, 50.4, 55.8).Bend(45, 55.4, 41, 58.2).Curve(38.6, 57.6, 50-w+2.2, 55, 50-w-0.3, 47).Shape()
		b.Flat(p, dark)
		b.strands(p, bright, 13, func(t float64) *ink.Pen {
			x := 35 + 31*t
			return ink.From(50+(x-50)*0.95, 58+5*math.Sin(math.Pi*t)).Bend(x+1.4, 68, 50+(x-50)*0.72, drop-1)
		})
		lip := mix(skins[b.skin], hex(0x8f2f2c), 0.5)
		b.Flat(mouth, lip)
		b.Lines(0.6, black, ink.From(44.6, 60.4).Bend(50.4, 62, 56, 60.2).Points()...)
		b.Flat(tache, mix(dark, black, 0.12))
	case moustache:
		b.Flat(tache, dark)
		b.strands(tache, bright, 6, func(t float64) *ink.Pen {
			return ink.From(50+(t-0.5)*4, 56).Bend(50+(t-0.5)*14, 56.6, 50+(t-0.5)*20, 60.4)
		})
	}
}

// body is neck, shoulders and what is worn.
func (b *bust) body() {
	lit, dim := b.skinTones()
	coat := coats[b.coat]
	deep := mix(coat, black, 0.42)
	shoulders := ink.From(5, 104).Curve(7, 88, 14, 83, 31, 79).Curve(38, 77, 41, 75, 42, 72).To(58, 72).Curve(59, 75, 62, 77, 69, 79).Curve(86, 83, 93, 88, 95, 104).Shape()
	neck := ink.From(41.4, 58).Bend(41.8, 70, 39.6, 77).Bend(50, 88, 60.4, 77).Bend(58.2, 70, 58.6, 58).Shape()
	worn := func() {
		b.Flat(shoulders, coat)
		b.Within(shoulders, func() {
			b.Fill(ink.Rect(50, 70, 50, 34), ink.Paint{Color: deep, Cover: b.Engraving(1.1, 2.1, func(x, _ float64) float64 { return 0.85 * min(max((x-54)/34, 0), 1) })})
		})
	}
	bare := func() {
		b.Flat(neck, lit)
		b.Within(neck, func() {
			b.Flat(ink.From(39, 64).Bend(50, 76, 62, 62).To(62, 90).Bend(56, 84, 54, 78).Bend(46, 76, 39, 68).Shape(), dim)
		})
	}
	shirt := func(col rgb) {
		b.Flat(ink.From(39, 75).Bend(44, 84, 50, 104).Bend(56, 84, 61, 75).Bend(66, 84, 62, 104).To(38, 104).Bend(34, 84, 39, 75).Shape(), col)
	}
	lapels := func(col rgb) {
		b.Flat(ink.From(37.6, 76).Bend(36, 88, 49.4, 106).To(40, 106).Bend(28, 96, 27.6, 87).To(32.4, 86).To(30, 81).Shape(), col)
		b.Flat(ink.From(62.4, 76).Bend(64, 88, 50.6, 106).To(60, 106).Bend(72, 96, 72.4, 87).To(67.6, 86).To(70, 81).Shape(), mix(col, black, 0.25))
	}
	switch b.collar {
	case tie:
		worn()
		shirt(paper)
		bare()
		b.Flat(ink.Poly(40.4, 74.4, 49.8, 84, 44.4, 90, 37.4, 78), paper)
		b.Flat(ink.Poly(59.6, 74.4, 50.2, 84, 55.6, 90, 62.6, 78), mix(paper, black, 0.14))
		knot := hex(0xa23b2a)
		if b.coat == 7 {
			knot = coats[0]
		}
		b.Flat(ink.Poly(47.2, 83, 52.8, 83, 51.8, 88, 48.2, 88), knot)
		b.Flat(ink.Poly(48.2, 88, 51.8, 88, 55, 106, 45, 106), knot)
		lapels(mix(coat, paper, 0.1))
	case open:
		worn()
		bare()
		b.Flat(ink.Poly(40.4, 74, 50, 92, 43.6, 94, 35.8, 79), mix(coat, paper, 0.25))
		b.Flat(ink.Poly(59.6, 74, 50, 92, 56.4, 94, 64.2, 79), mix(coat, paper, 0.1))
		b.Line(50, 92, 50, 104, 0.7, deep)
		b.Flat(ink.Circle(50.1, 97, 0.9), paper)
	case rollneck:
		worn()
		b.Flat(ink.From(39.4, 66).Bend(50, 72, 60.6, 66).Curve(62, 72, 62, 77, 63, 81).Bend(50, 88, 37, 81).Curve(38, 77, 38, 72, 39.4, 66).Shape(), mix(coat, paper, 0.14))
		for i := range 9 {
			x := 40 + 2.5*float64(i)
			b.Cut(x, 69.4+1.4*math.Sin(float64(i)*0.39), x+(x-50)*0.1, 82+1.6*math.Sin(float64(i)*0.39), 0.55, deep)
		}
	case crew:
		worn()
		bare()
		b.Flat(ink.Stroke(3, 3, ink.From(38.6, 75.6).Bend(50, 90, 61.4, 75.6).Points()...), mix(coat, paper, 0.25))
	case jacket:
		worn()
		shirt(mix(paper, coats[(b.coat+5)%len(coats)], 0.25))
		bare()
		b.Flat(ink.From(40, 75).Bend(47, 82, 49.6, 96).Bend(42, 90, 38, 79).Shape(), paper)
		b.Flat(ink.From(60, 75).Bend(53, 82, 50.4, 96).Bend(58, 90, 62, 79).Shape(), mix(paper, black, 0.14))
		lapels(mix(coat, paper, 0.14))
	case shawl:
		worn()
		bare()
		wrap := coats[(b.coat+2)%len(coats)]
		p := ink.From(35.6, 73).Bend(50, 86, 64.4, 73).Curve(70, 78, 69, 86, 60, 88.6).Bend(50, 91.4, 38, 87.6).Curve(31, 84, 31, 78, 35.6, 73).Shape()
		b.Flat(p, wrap)
		b.strands(p, mix(wrap, paper, 0.4), 5, func(t float64) *ink.Pen { return ink.From(34, 75+t*10).Bend(50, 86+t*7, 66, 75+t*10) })
		b.Flat(ink.From(55, 86).Bend(63, 94, 61, 106).To(51, 106).Bend(53, 96, 50, 88).Shape(), mix(wrap, black, 0.18))
	case chain:
		worn()
		shirt(paper)
		bare()
		lapels(mix(coat, paper, 0.12))
		gold := hex(0xd9a52f)
		line := ink.From(29, 80).Curve(34, 94, 43, 99, 50, 99).Curve(57, 99, 66, 94, 71, 80).Points()
		for i, p := range line {
			if i%2 == 0 {
				b.Flat(ink.Circle(p.X, p.Y, 1.7), gold)
				b.Flat(ink.Circle(p.X, p.Y, 0.7), mix(gold, black, 0.4))
			}
		}
		b.Flat(ink.Circle(50, 101, 4.4), gold)
		b.Flat(ink.Circle(50, 101, 2.6), mix(gold, black, 0.35))
	case oilskin:
		worn()
		b.Flat(ink.From(36, 68).Bend(42, 80, 49, 92).To(43, 98).Bend(30, 90, 28, 78).Shape(), mix(coat, paper, 0.22))
		bare()
		b.Flat(ink.From(37, 67).Bend(41, 80, 49.6, 92).To(43, 99).Bend(29, 90, 28.6, 77).Shape(), mix(coat, paper, 0.22))
		b.Flat(ink.From(63, 67).Bend(59, 80, 50.4, 92).To(57, 99).Bend(71, 90, 71.4, 77).Shape(), mix(coat, black, 0.12))
		b.Line(50, 92, 50, 104, 0.9, deep)
		for _, y := range []float64{96, 101.4} {
			b.Flat(ink.Circle(52.6, y, 1.1), paper)
		}
	case track:
		worn()
		bare()
		b.Flat(ink.From(38.4, 71).Bend(44, 80, 49.8, 87).To(47, 94).Bend(36, 88, 35, 77).Shape(), mix(coat, paper, 0.85))
		b.Flat(ink.From(61.6, 71).Bend(56, 80, 50.2, 87).To(53, 94).Bend(64, 88, 65, 77).Shape(), mix(coat, paper, 0.65))
		b.Line(50, 88, 50, 104, 0.8, paper)
		for _, d := range []float64{-1, 1} {
			b.Lines(1.5, paper, ink.From(50+d*22, 79.6).Bend(50+d*33, 84, 50+d*37, 104).Points()...)
		}
	case gown:
		worn()
		shirt(paper)
		bare()
		b.Flat(ink.Poly(40.6, 75, 50, 82, 59.4, 75, 61, 79, 50, 86, 39, 79), paper)
		b.Flat(ink.Poly(49.4, 83, 43.6, 100, 48.6, 101), paper)
		b.Flat(ink.Poly(50.6, 83, 56.4, 100, 51.4, 101), mix(paper, black, 0.12))
		lapels(mix(coat, black, 0.5))
	}
}
