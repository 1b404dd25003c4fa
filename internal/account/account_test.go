package account

import "testing"

func TestMay(t *testing.T) {
	all := []Deed{Write, EditAny, ReadDrafts, KeepDesk, Publish, ArrangeFronts, KeepSections, KeepPaper, KeepPeople, KeepSystem, KeepMail, MoveArchives, TakeCopies, KeepMachines}
	for name, c := range map[string]struct {
		who  Staff
		want string // one sign a deed, in the order of all
	}{
		"a reporter writes and reads, and publishes nothing": {Staff{Roles: []Role{Reporter}}, "x-x-----------"},
		"an editor publishes and arranges":                   {Staff{Roles: []Role{Editor}}, "xxxxxxx-------"},
		"a publisher also keeps paper and people":            {Staff{Roles: []Role{Publisher}}, "xxxxxxxxx-xxxx"},
		"an operator sees no unpublished text":               {Staff{Roles: []Role{Operator}}, "-------x-xxxxx"},
		"two roles add up":                                   {Staff{Roles: []Role{Reporter, Operator}}, "x-x----x-xxxxx"},
		"nobody retired may do anything":                     {Staff{Roles: []Role{Publisher, Operator}, Retired: true}, "--------------"},
		"no role, no right":                                  {Staff{}, "--------------"},
		"a role that nobody knows has no right":              {Staff{Roles: []Role{"root"}}, "--------------"},
	} {
		t.Run(name, func(t *testing.T) {
			for i, d := range all {
				if got := c.who.May(d); got != (c.want[i] == 'x') {
					t.Errorf("May(%q) = %v", d, got)
				}
			}
		})
	}
}

func TestCleanEmail(t *testing.T) {
	for in, want := range map[string]string{
		" mara@courier.example ": "mara@courier.example", "o'hara+desk@a.example": "o'hara+desk@a.example",
		"jürgen@zeitung.example": "jürgen@zeitung.example",
		"":                       "", "mara": "", "Mara <mara@courier.example>": "", "a@b@c": "", "a b@c.example": "",
		"x@[127.0.0.1]": "", "a\n@b.example": "", "mara@courier.example, jo@courier.example": "",
	} {
		got, err := CleanEmail(in)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("CleanEmail(%q) = %q, %v", in, got, err)
		}
	}
}

func TestUserNames(t *testing.T) {
	for email, want := range map[string]string{
		"Mara.Ostrey@courier.example": "mara.ostrey", "jo+tips@courier.example": "jo", "o'hara@x.example": "ohara",
		"_@x.example": "staff", "ü@x.example": "staffü", "李@x.example": "staff李",
	} {
		got := UserFrom(email)
		if got != want {
			t.Errorf("UserFrom(%q) = %q, want %q", email, got, want)
		}
		if err := CheckUser(got); err != nil {
			t.Errorf("the user name %q made from %q is refused: %v", got, email, err)
		}
	}
	for user, good := range map[string]bool{
		"jo": true, "jo.tarrick": true, "j": false, "": false, ".jo": false, "jo-": false, "jo tarrick": false, "jo/x": false,
		"<jo>": false, "наталья": true, "jo\u202e": false,
	} {
		if err := CheckUser(user); (err == nil) != good {
			t.Errorf("CheckUser(%q) = %v", user, err)
		}
	}
}
