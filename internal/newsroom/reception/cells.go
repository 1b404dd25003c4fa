package reception

import "strings"

// Cells keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection): what begins like one gets an
// apostrophe before it.
func Cells(all ...string) []string {
	for i, c := range all {
		if c != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(c)[0]) {
			all[i] = "'" + c
		}
	}
	return all
}
