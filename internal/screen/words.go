package screen

import (
	"strconv"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
)

var stateWords = map[article.State]string{
	article.Writing:  "Writing",
	article.Filed:    "Filed",
	article.Ready:    "Ready",
	article.Live:     "Live",
	article.Changed:  "Live, changes waiting",
	article.Recalled: "Recalled",
	article.Binned:   "In the bin",
}

// StateWord is the word of a state as screens show it.
func StateWord(s article.State) string { return stateWords[s] }

var kindWords = map[article.Kind]string{
	article.News: "News", article.Analysis: "Analysis", article.Opinion: "Opinion", article.Interview: "Interview",
	article.Criticism: "Criticism", article.Explainer: "Explainer", article.PictureStory: "Picture story",
	article.Brief: "Brief", article.Sponsored: "Sponsored",
}

var creditWords = map[article.Role]string{
	article.By: "by", article.Reported: "reporting by", article.Photographs: "photographs by",
	article.Translated: "translated by", article.Edited: "edited by", article.Additional: "additional reporting by",
}

var changeWords = map[article.Change]string{
	article.First: "First publication", article.Fix: "Small fix", article.Update: "Update", article.Correction: "Correction",
}

var noteWords = map[article.CorrectionKind]string{
	article.Corrected: "Correction", article.Clarification: "Clarification", article.Typo: "Typing error",
	article.Retraction: "Retraction",
}

var roleWords = map[account.Role]string{
	account.Reporter: "Reporter", account.Editor: "Editor", account.Publisher: "Publisher", account.Operator: "Operator",
}

var accentWords = map[string]string{
	"red": "Red", "blue": "Blue", "green": "Green", "ochre": "Ochre", "plum": "Plum", "slate": "Slate", "teal": "Teal",
	"brown": "Brown",
}

var channelWords = map[string]string{
	"email": "E-mail", "facebook": "Facebook", "whatsapp": "WhatsApp", "telegram": "Telegram", "bluesky": "Bluesky",
	"mastodon": "Mastodon", "x": "X", "linkedin": "LinkedIn", "reddit": "Reddit",
}

// ChannelWord is the name of a place that readers pass stories on to.
func ChannelWord(c string) string { return channelWords[c] }

// KindWord is the word for a kind of story.
func KindWord(k article.Kind) string { return kindWords[k] }

// LetterWord is what a kind of letter is about.
func LetterWord(l account.Letter) string {
	return map[account.Letter]string{account.AboutStories: "Stories that are given to me or sent back to me, gathered"}[l]
}

// RoleWord is the word for a role in the newsroom.
func RoleWord(r account.Role) string { return roleWords[r] }

// CreditWord is what stands before a name in a byline.
func CreditWord(r article.Role) string { return creditWords[r] }

// ChangeWord is the word for what readers were told.
func ChangeWord(c article.Change) string { return changeWords[c] }

// NoteWord is the word for a kind of correction.
func NoteWord(k article.CorrectionKind) string { return noteWords[k] }

// AccentWord is the word for a section's colour.
func AccentWord(a string) string { return accentWords[a] }

// Count says how many there are of something: "1 story", "12,431 stories".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s + " " + many
}
