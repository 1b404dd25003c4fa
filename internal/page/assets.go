package page

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/media"
)

//go:embed assets
var assetFiles embed.FS

// File is an asset as a reader's browser gets it. Its address holds a sum of its bytes, so it can be kept for ever.
type File struct {
	Body []byte
	Type string // media type
}

type assetTable struct {
	address map[string]string // by name
	file    map[string]File   // by address
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2",
}

// comments and indents are for those who read the source; no string in the style sheet or script holds either.
var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	jsComment  = regexp.MustCompile(`(?m)^\s*//.*$`)
	indent     = regexp.MustCompile(`\s*\n\s*`)
	cssSpace   = regexp.MustCompile(`\s*([{};,])\s*|(:)\s+`)
)

// layAssets lays the assets of a theme over the program's own. What a style sheet names becomes the address of that file.
func layAssets(files map[string][]byte, faults []Fault) (assetTable, []Fault) {
	t := assetTable{address: map[string]string{}, file: map[string]File{}}
	all := map[string][]byte{}
	built, err := fs.Glob(assetFiles, "assets/*")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range built {
		if all[path.Base(name)], err = assetFiles.ReadFile(name); err != nil {
			panic(err) // embedded
		}
	}
	for name, body := range files {
		if dir, file := path.Split(name); dir == "assets/" {
			all[file] = body
		}
	}
	// Style sheets come last: they hold the addresses of the others.
	names := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	for _, name := range names {
		body := all[name]
		switch path.Ext(name) {
		case ".css":
			var wrong []Fault
			if body, wrong = t.resolve("assets/"+name, body); len(wrong) > 0 {
				faults = append(faults, wrong...)
				continue
			}
			if name == "site.css" {
				body = append(body, media.PaletteCSS()...)
			}
			body = cssSpace.ReplaceAll(indent.ReplaceAll(cssComment.ReplaceAll(body, nil), []byte("\n")), []byte("$1$2"))
		case ".js":
			body = indent.ReplaceAll(jsComment.ReplaceAll(body, nil), []byte("\n"))
		}
		sum := sha256.Sum256(body)
		address := "/assets/" + hex.EncodeToString(sum[:8]) + "/" + name
		t.address[name] = address
		t.file[address] = File{Body: body, Type: assetTypes[path.Ext(name)]}
	}
	return t, faults
}

func rank(name string) int {
	if path.Ext(name) == ".css" {
		return 1
	}
	return 0
}

// What a style sheet may not say: readers' browsers ask nobody but the paper, and the policy of the pages holds them to
// it; said here, so that it is noticed before a reader misses a font.
var (
	cssAddress = regexp.MustCompile(`(?i)url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)`)
	cssElse    = regexp.MustCompile(`(?i)@import|\bimage-set\s*\(|\bsrc\s*\(|-moz-binding|\bexpression\s*\(|\bbehavior\s*:|\\[0-9a-f]|https?:|javascript:`)
)

// resolve puts the addresses of assets in the place of their names.
func (t assetTable) resolve(file string, css []byte) ([]byte, []Fault) {
	bare := cssComment.ReplaceAllFunc(css, func(c []byte) []byte { return bytes.Repeat([]byte("\n"), bytes.Count(c, []byte("\n"))) })
	var faults []Fault
	line := func(at int) int { return 1 + bytes.Count(bare[:at], []byte("\n")) }
	for _, m := range cssElse.FindAllIndex(bare, -1) {
		word := string(bare[m[0]:m[1]])
		why := fmt.Sprintf("“%s” is not allowed: a style sheet uses only the theme's own files, by url(NAME)", word)
		if word[0] == '\\' {
			why = fmt.Sprintf("“%s” is not allowed: write the letter itself", word)
		}
		faults = append(faults, Fault{file, line(m[0]), why})
	}
	var out bytes.Buffer
	end := 0
	for _, m := range cssAddress.FindAllSubmatchIndex(bare, -1) {
		name := ""
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				name = string(bare[m[g]:m[g+1]])
			}
		}
		address, ok := t.address[name]
		if !ok {
			faults = append(faults, Fault{file, line(m[0]), fmt.Sprintf("url(%s) is no file in the theme's folder assets", name)})
			continue
		}
		out.Write(bare[end:m[0]])
		fmt.Fprintf(&out, "url(%s)", address)
		end = m[1]
	}
	out.Write(bare[end:])
	return out.Bytes(), faults
}

// Asset finds the style sheet, script, font or picture that stands at a path. Paths begin with "/assets/".
func (t *Theme) Asset(path string) (File, bool) {
	if f, ok := t.assets.file[path]; ok {
		return f, true
	}
	return accentFile(path)
}

// Assets lists the paths of all assets.
func (t *Theme) Assets() []string { return slices.Sorted(maps.Keys(t.assets.file)) }

// AssetURL is the path of the asset with the name, such as "site.css".
func (t *Theme) AssetURL(name string) (string, error) {
	u, ok := t.assets.address[name]
	if !ok {
		return "", fmt.Errorf("the theme has no asset %s (it has %s)", name, strings.Join(slices.Sorted(maps.Keys(t.assets.address)), ", "))
	}
	return u, nil
}

func assetEndings() []string { return slices.Sorted(maps.Keys(assetTypes)) }
