package missed

import (
	"fmt"
	"testing"
	"time"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestWhatIsCounted(t *testing.T) {
	for _, c := range []struct {
		say, path, referrer string
		want                Row
	}{
		{"an old address, from another site", "/2019/03/harbour", "https://Friends.example/list?u=jo", Row{Path: "/2019/03/harbour", Source: "friends.example", Times: 1, Last: monday}},
		{"an address of ours with a broken link", "/gone", "https://courier.example/news/story?reader=7", Row{Path: "/gone", Source: "/news/story", Times: 1, Last: monday}},
		{"without where from", "/gone", "", Row{Path: "/gone", Times: 1, Last: monday}},
		{"a word that is no address", "/gone", "javascript:alert(1)", Row{Path: "/gone", Times: 1, Last: monday}},
		{"a machine that looks for a door", "/blog/wp-login.php", "https://x.example/", Row{Path: Noise, Times: 1, Last: monday}},
		{"another", "/.git/config", "", Row{Path: Noise, Times: 1, Last: monday}},
		{"an address that may name somebody", "/unsubscribe/jo@home.example", "", Row{}},
	} {
		c2 := Counter{Host: "courier.example"}
		c2.Count(c.path, c.referrer, monday)
		rows := c2.Take()
		if c.want == (Row{}) {
			if len(rows) != 0 {
				t.Errorf("%s: %+v is counted", c.say, rows)
			}
			continue
		}
		if len(rows) != 1 || rows[0] != c.want {
			t.Errorf("%s: %+v, want %+v", c.say, rows, c.want)
		}
	}
}

func TestAFloodOfInventedAddressesStaysSmall(t *testing.T) {
	c := Counter{Host: "courier.example"}
	for i := range 200_000 {
		c.Count(fmt.Sprintf("/%d-%d", i, i*7), "", monday)
		if i%100 == 0 {
			c.Count("/2019/03/harbour", "", monday)
		}
	}
	rows := c.Take()
	if len(rows) > mostWaiting {
		t.Errorf("%d addresses are kept, at most %d should be", len(rows), mostWaiting)
	}
	if rows[0].Path != "/2019/03/harbour" || rows[0].Times < 1900 {
		t.Errorf("the address that people ask for was driven out: first is %+v", rows[0])
	}
	if len(c.Take()) != 0 {
		t.Error("what was handed over is handed over again")
	}
}
