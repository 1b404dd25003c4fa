package moving

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"broadsheet/internal/fault"
)

// Limits of a zip of pictures.
const (
	mostUnpacked = 200_000
	largestFile  = 100 << 20
	allUnpacked  = 50 << 30
)

// UnpackPictures writes the pictures in a zip to a folder, where Options.Media finds them. Everything else in it is passed
// over, and so is what would lie outside of the folder.
func UnpackPictures(file, dir string) error {
	z, err := zip.OpenReader(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.Invalid, "There is no file %s with the pictures.", file)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return fault.Because(err, fault.Invalid, "%s is no whole zip file. Copy it again, or unpack it and name the folder.", file)
	}
	defer z.Close() // it was only read
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The folder %s cannot be opened.", dir)
	}
	defer root.Close() // what was written is closed file by file
	all, files := int64(0), 0
	for _, f := range z.File {
		name := path.Clean(strings.ReplaceAll(f.Name, `\`, "/"))
		if !filepath.IsLocal(name) || f.FileInfo().IsDir() || !slices.Contains(pictureEndings, strings.ToLower(path.Ext(name))) || strings.Contains(name, "__MACOSX/") {
			continue
		}
		if files++; files > mostUnpacked {
			return fault.New(fault.Invalid, "%s holds more than %d pictures. Unpack it and name the folder.", file, mostUnpacked)
		}
		n, err := unpack(root, f, name)
		if err != nil {
			return err
		}
		if all += n; all > allUnpacked {
			return fault.New(fault.Invalid, "%s would unpack to more than %d GB. Unpack it and name the folder.", file, allUnpacked>>30)
		}
	}
	return nil
}

func unpack(root *os.Root, f *zip.File, name string) (n int64, err error) {
	in, err := f.Open()
	if err != nil {
		return 0, fault.Because(err, fault.Invalid, "%s in the zip cannot be read.", f.Name)
	}
	defer in.Close() // it was only read
	if dir := path.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, 0o700); err != nil {
			return 0, fault.Because(err, fault.Unavailable, "%s cannot be unpacked.", f.Name)
		}
	}
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, fault.Because(err, fault.Unavailable, "%s cannot be unpacked.", f.Name)
	}
	n, err = io.Copy(out, io.LimitReader(in, largestFile+1))
	err = errors.Join(err, out.Close())
	switch {
	case n > largestFile:
		return n, fault.New(fault.Invalid, "%s in the zip is larger than %d MB.", f.Name, largestFile>>20)
	case err != nil:
		return n, fault.Because(err, fault.Invalid, "%s in the zip cannot be read whole, or not be written.", f.Name)
	}
	return n, nil
}
