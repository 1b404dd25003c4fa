package screen

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

//go:embed assets
var assetFiles embed.FS

// File is an asset as a browser gets it. Its address holds a sum of its bytes, so it can be kept for ever.
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
}

// AssetsBelow is where assets stand.
const AssetsBelow = "/newsroom/assets/"

var assets = sync.OnceValue(func() assetTable {
	t := assetTable{address: map[string]string{}, file: map[string]File{}}
	names, err := fs.Glob(assetFiles, "assets/*")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		kind, ok := assetTypes[path.Ext(name)]
		if !ok {
			continue
		}
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		sum := sha256.Sum256(body)
		address := AssetsBelow + hex.EncodeToString(sum[:8]) + "/" + path.Base(name)
		t.address[path.Base(name)] = address
		t.file[address] = File{Body: body, Type: kind}
	}
	return t
})

// Asset finds the style sheet or script that stands at a path.
func Asset(path string) (File, bool) {
	f, ok := assets().file[path]
	return f, ok
}

// AssetURL is the path of the asset with the name, such as "newsroom.css".
func AssetURL(name string) (string, error) {
	u, ok := assets().address[name]
	if !ok {
		return "", fmt.Errorf("the newsroom has no asset %s", name)
	}
	return u, nil
}
