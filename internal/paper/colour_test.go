package paper

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestCleanAccent(t *testing.T) {
	for in, want := range map[string]string{"": "", "red": "red", " #0B4F71 ": "#0b4f71", "ffcc00": "#ffcc00", "#FFF": "-", "rouge": "-", "#12345g": "-", "url(x)": "-"} {
		got, err := CleanAccent(in)
		if want == "-" {
			if err == nil {
				t.Errorf("CleanAccent(%q) = %q, want a refusal", in, got)
			}
		} else if err != nil || got != want {
			t.Errorf("CleanAccent(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestContrast(t *testing.T) {
	for pair, want := range map[[2]string]string{
		{"#000000", "#ffffff"}: "21.00", {"#777777", "#ffffff"}: "4.48", {"#16150f", "#fdfcf9"}: "17.83", {"#ff0000", "#ff0000"}: "1.00",
	} {
		if got := fmt.Sprintf("%.2f", Contrast(pair[0], pair[1])); got != want {
			t.Errorf("contrast of %v is %s, want %s", pair, got, want)
		}
	}
}

// Every colour there is comes out readable, and one that is readable already comes out as it was.
func TestShadesOf(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed: %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	all := []string{"#000000", "#ffffff", "#ffff00", "#0000ff", "#00ff00", "#ff0000", "#808080", "#0b4f71", "#a6192e"}
	for range 2000 {
		all = append(all, fmt.Sprintf("#%06x", random.IntN(1<<24)))
	}
	kept := 0
	for _, c := range all {
		s, ok := ShadesOf(c)
		if !ok || !s.Readable() {
			t.Errorf("%s gives %v: not readable", c, s)
		}
		if weakest(c, lightGrounds) >= MinContrast {
			kept++
			if s.Light != c {
				t.Errorf("%s is readable on paper and was changed to %s", c, s.Light)
			}
		} else if s.Light == c {
			t.Errorf("%s is not readable on paper and was left", c)
		}
	}
	if kept == 0 || kept == len(all) {
		t.Errorf("%d of %d colours were readable as they came: the test saw one side only", kept, len(all))
	}
	for _, c := range all {
		light, dark := SeenBy(c)
		if moved := light.Shown != c; moved != (light.Before < MinContrast) || moved && light.Moved >= 0 || light.After < MinContrast {
			t.Errorf("%s on paper is seen as %+v", c, light)
		}
		if moved := dark.Shown != c; moved != (dark.Before < MinContrast) || moved && dark.Moved <= 0 || dark.After < MinContrast {
			t.Errorf("%s on dark is seen as %+v", c, dark)
		}
	}
	for c, lost := range map[string][2]bool{"#101820": {true, false}, "#ffd400": {false, false}, "#f4f4f0": {false, true}, "": {false, false}, "#c8102e": {false, false}} {
		if light, dark := SeenBy(c); light.Lost != lost[0] || dark.Lost != lost[1] {
			t.Errorf("%q is lost beside the text on light %v and on dark %v, want %v", c, light.Lost, dark.Lost, lost)
		}
	}
	for _, c := range append([]string{""}, Accents...) {
		light, dark := SeenBy(c)
		if light.Moved != 0 || dark.Moved != 0 || light.After < MinContrast || dark.After < MinContrast {
			t.Errorf("the house's own %q is seen as %+v and %+v", c, light, dark)
		}
	}
	for _, none := range []string{"", "red", "#FFF", "#0B4F71"} {
		if _, ok := ShadesOf(none); ok {
			t.Errorf("%q is no colour of one's own", none)
		}
	}
	if (Shades{"#ffff00", "#ffff00"}).Readable() {
		t.Error("yellow is not read on paper")
	}
}
