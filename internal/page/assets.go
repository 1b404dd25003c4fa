package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

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
}

// comments and indents are for those who read the source; no string in the style sheet or script holds either.
var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	jsComment  = regexp.MustCompile(`(?m)^\s*//.*$`)
	indent     = regexp.MustCompile(`\s*\n\s*`)
	cssSpace   = regexp.MustCompile(`\s*([{};,])\s*|(:)\s+`)
)

var assets = sync.OnceValue(func() assetTable {
	t := assetTable{address: map[string]string{}, file: map[string]File{}}
	names, err := fs.Glob(assetFiles, "assets/*")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		switch path.Ext(name) {
		case ".css":
			body = append(body, media.PaletteCSS()...)
			body = cssSpace.ReplaceAll(indent.ReplaceAll(cssComment.ReplaceAll(body, nil), []byte("\n")), []byte("$1$2"))
		case ".js":
			body = indent.ReplaceAll(jsComment.ReplaceAll(body, nil), []byte("\n"))
		}
		sum := sha256.Sum256(body)
		address := "/assets/" + hex.EncodeToString(sum[:8]) + "/" + path.Base(name)
		t.address[path.Base(name)] = address
		t.file[address] = File{Body: body, Type: assetTypes[path.Ext(name)]}
	}
	return t
})

// Asset finds the style sheet, script or picture of the theme that stands at a path. Paths begin with "/assets/".
func Asset(path string) (File, bool) {
	if f, ok := assets().file[path]; ok {
		return f, true
	}
	return accentFile(path)
}

// Assets lists the paths of all assets.
func Assets() []string {
	var all []string
	for p := range assets().file {
		all = append(all, p)
	}
	return all
}

// AssetURL is the path of the asset with the name, such as "site.css".
func AssetURL(name string) (string, error) {
	u, ok := assets().address[name]
	if !ok {
		return "", fmt.Errorf("the theme has no asset %s (it has %s)", name, strings.Join(Assets(), ", "))
	}
	return u, nil
}
