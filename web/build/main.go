// Command build bundles the TypeScript of web/ into the files that the program carries. Those are committed, so that
// building the program needs Go alone; with -check it fails when they are not what the sources give.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// A bundle is one file that the program carries and what it is made of. Paths are from the root of the repository.
type bundle struct {
	from, to string
	global   string // what the exports are called, for a script that is no module
	target   api.Target
	about    string // names the works of others in it, as their licences ask
	printed  bool   // the file is not the script but what it prints when Node runs it
}

const prosemirror = "ProseMirror and orderedmap, (c) Marijn Haverbeke and others, MIT licence: https://prosemirror.net"

var bundles = []bundle{
	{from: "web/authority.ts", to: "internal/steps/authority.js", global: "authority", target: api.ES2015, about: prosemirror},
	{from: "web/editor/main.ts", to: "internal/screen/assets/editor.js", target: api.ES2022, about: prosemirror},
	{from: "web/newsroom.ts", to: "internal/screen/assets/newsroom.js", target: api.ES2022, about: "htmx, 0BSD licence: https://htmx.org"},
	{from: "web/fixtures.ts", to: "internal/steps/testdata/editing.json", target: api.ES2022, printed: true},
}

func main() {
	check := flag.Bool("check", false, "compare with the committed files and write nothing")
	alone := flag.String("print", "", "bundle this file alone and print it, as the global `bundle`, for tests")
	flag.Parse()
	if err := run(*check, *alone); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(check bool, alone string) error {
	root, err := rootDir()
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(root, "web", "node_modules")); err != nil {
		return errors.New("web/node_modules is missing: run `npm ci` in web/ first")
	}
	if alone != "" {
		out, err := bundle{from: alone, global: "bundle", target: api.ES2022}.bundled(root)
		if err == nil {
			_, err = os.Stdout.Write(out)
		}
		return err
	}
	var all []error
	for _, b := range bundles {
		all = append(all, b.make(root, check))
	}
	return errors.Join(all...)
}

// rootDir is the folder of go.mod, from wherever this is run.
func rootDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("there is no go.mod here or above: run this within the repository")
		}
		dir = parent
	}
}

func (b bundle) make(root string, check bool) error {
	out, err := b.bundled(root)
	if err == nil && b.printed {
		out, err = output(out)
	}
	if err != nil {
		return err
	}
	path := filepath.Join(root, b.to)
	if check {
		committed, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(committed, out) {
			return fmt.Errorf("%s is not what %s gives: run `go run ./web/build` and commit it", b.to, b.from)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, out, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", b.to, len(out))
	return nil
}

// output is what a module prints.
func output(module []byte) ([]byte, error) {
	node := exec.Command("node", "--input-type=module")
	node.Stdin = bytes.NewReader(module)
	node.Stderr = os.Stderr
	return node.Output()
}

func (b bundle) bundled(root string) ([]byte, error) {
	format := api.FormatESModule
	if b.global != "" {
		format = api.FormatIIFE
	}
	banner := "Made of " + b.from + " by `go run ./web/build`."
	if b.about != "" {
		banner += " With " + b.about
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{b.from},
		Bundle:            true,
		Format:            format,
		GlobalName:        b.global,
		Target:            b.target,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsEndOfFile,
		MinifyWhitespace:  !b.printed,
		MinifySyntax:      !b.printed,
		MinifyIdentifiers: !b.printed,
		Banner:            map[string]string{"js": "/*! " + banner + " */"},
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		var all []error
		for _, m := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage}) {
			all = append(all, errors.New(m))
		}
		return nil, errors.Join(all...)
	}
	return result.OutputFiles[0].Contents, nil
}
