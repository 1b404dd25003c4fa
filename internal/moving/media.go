package moving

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
)

// pictures are those that came, by the hash of their key, in as few bytes as will do.
type pictures map[uint64][26]byte

func (p pictures) put(key, id string) {
	if len(id) == 26 {
		p[sum(key)] = [26]byte([]byte(id))
	}
}

func (p pictures) get(key string) (string, bool) {
	id, ok := p[sum(key)]
	return string(id[:]), ok
}

func pictureKey(id int64) string { return "attachment/" + strconv.FormatInt(id, 10) }

// rehearsed stands for a picture in a rehearsal, where none gets an identity.
var rehearsed = strings.Repeat("0", 26)

var pictureEndings = []string{".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".avif", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".svg", ".jfif"}

func isPicture(i *archive.Item) bool {
	for _, name := range []string{i.MetaValue("_wp_attached_file"), i.AttachmentURL, i.GUID} {
		if u, err := url.Parse(name); err == nil && slices.Contains(pictureEndings, strings.ToLower(path.Ext(u.Path))) {
			return true
		}
	}
	return false
}

// What WordPress puts behind a name: the size of a reduced copy, the mark of one that was reduced, turned or edited.
var sized = regexp.MustCompile(`-(?:[0-9]{1,5}x[0-9]{1,5}|scaled|rotated|e[0-9]{10,})$`)

// withoutSize is the name of the file that a reduced copy was made of.
func withoutSize(name string) string {
	ext := path.Ext(name)
	bare := strings.TrimSuffix(name, ext)
	for {
		less := sized.ReplaceAllString(bare, "")
		if less == bare || strings.HasSuffix(less, "/") || less == "" {
			return bare + ext
		}
		bare = less
	}
}

func baseName(name string) string { return strings.ToLower(path.Base(name)) }

var widthIn = regexp.MustCompile(`-([0-9]{1,5})x[0-9]{1,5}\.[^.]*$`)

var uploads = []string{"/wp-content/uploads/", "/wp-content/blogs.dir/", "/content/images/", "/uploads/", "/files/"}

// below are the folders in which a copy of a site holds its uploads.
var below = []string{"", "wp-content/uploads", "uploads", "content/images", "images"}

var (
	dated  = regexp.MustCompile(`(?:^|/)([12][0-9]{3}/[01][0-9]/[^/]+)$`)
	ofBlog = regexp.MustCompile(`^(?:sites/[0-9]+/|[0-9]+/files/)`)
)

// fileKey is where a file lay below the folder of uploads, without the size of a reduced copy: "2008/06/canola2.jpg".
func fileKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Path == "" || path.Ext(u.Path) == "" {
		return ""
	}
	p := u.Path
	for _, up := range uploads {
		if i := strings.LastIndex(p, up); i >= 0 {
			return withoutSize(ofBlog.ReplaceAllString(p[i+len(up):], ""))
		}
	}
	if m := dated.FindStringSubmatch(p); m != nil {
		return withoutSize(m[1])
	}
	return withoutSize(strings.TrimPrefix(p, "/"))
}

// mediaFolder is a copy of the old site's uploads. Nothing outside it can be reached, whatever the file says.
type mediaFolder struct {
	root   *os.Root
	listed string // folder whose names are known
	names  []string
	byName map[uint64]string // file name to its path, "" for several; made when it is first needed
}

func openMedia(dir string) (*mediaFolder, error) {
	root, err := os.OpenRoot(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fault.New(fault.Invalid, "There is no folder %s for the pictures.", dir)
	case err != nil:
		return nil, fault.Because(err, fault.Invalid, "The folder of the pictures, %s, cannot be opened.", dir)
	}
	return &mediaFolder{root: root}, nil
}

// find is the path of a file below the folder: where it lay on the old site, below any of the usual folders; its
// reduced copies when the whole one is not there; else the one file of that name anywhere.
func (f *mediaFolder) find(names ...string) (string, bool) {
	for _, name := range names {
		for _, form := range []string{name, norm.NFC.String(name), norm.NFD.String(name)} {
			for _, below := range below {
				p := path.Join(below, path.Clean("/" + form)[1:])
				if info, err := f.root.Stat(p); err == nil && info.Mode().IsRegular() {
					return p, true
				}
			}
		}
	}
	for _, name := range names {
		for _, below := range below {
			if p, ok := f.reduced(path.Join(below, path.Clean("/" + name)[1:])); ok {
				return p, true
			}
		}
	}
	for _, name := range names {
		if p := f.anywhere()[sum(baseName(name))]; p != "" {
			return p, true
		}
	}
	return "", false
}

// reduced is the largest reduced copy of a file.
func (f *mediaFolder) reduced(p string) (string, bool) {
	dir := path.Dir(p)
	if f.listed != dir {
		f.listed, f.names = dir, nil
		if entries, err := fs.ReadDir(f.root.FS(), dir); err == nil { // a folder that is not there holds nothing
			for _, e := range entries {
				if e.Type().IsRegular() {
					f.names = append(f.names, e.Name())
				}
			}
		}
	}
	whole := withoutSize(path.Base(p))
	best, most := "", -1
	for _, name := range f.names {
		if withoutSize(name) != whole {
			continue
		}
		width := 0
		if m := widthIn.FindStringSubmatch(name); m != nil {
			width, _ = strconv.Atoi(m[1]) // digits only
		}
		if width > most {
			best, most = name, width
		}
	}
	return path.Join(dir, best), best != ""
}

func (f *mediaFolder) anywhere() map[uint64]string {
	if f.byName != nil {
		return f.byName
	}
	f.byName = map[uint64]string{}
	_ = fs.WalkDir(f.root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipDir // what cannot be read is not found
		}
		if d.Type().IsRegular() && withoutSize(d.Name()) == d.Name() {
			k := sum(baseName(p))
			if _, several := f.byName[k]; several {
				p = ""
			}
			f.byName[k] = p
		}
		return nil
	})
	return f.byName
}

// movePictures takes the pictures in, those of attachments first; pictures that only a text names come with it.
func (m *Move) movePictures(ctx context.Context) error {
	m.pictures, m.absent = pictures{}, map[uint64]bool{}
	if m.index.items["attachment"] == 0 {
		return nil
	}
	var waiting []*archive.Item
	var numbers []int64 // of the items that wait, in the file
	var read int64
	g := &gap{open: true}
	flush := func() error {
		defer func() { waiting, numbers = waiting[:0], numbers[:0] }()
		keys := make([]string, len(waiting))
		for k, i := range waiting {
			keys[k] = pictureKey(i.ID)
		}
		known, err := m.desk.Origins(ctx, m.from.System, m.from.Base, keys)
		if err != nil {
			return err
		}
		for k, i := range waiting {
			origin := known[pictureKey(i.ID)]
			if m.counted(Pictures, numbers[k]) {
				m.index.site.Add(first(i.AttachmentURL, i.GUID))
				m.pictures.put(pictureKey(i.ID), origin.Object)
				continue
			}
			if err := m.movePicture(ctx, i, origin, g); err != nil {
				return err
			}
		}
		return m.reached(Pictures, read)
	}
	_, err := m.each(ctx, Pictures, nil, ofStage(&read, func(i *archive.Item) error {
		if i.Type != "attachment" {
			return nil
		}
		i.Meta = slices.DeleteFunc(i.Meta, func(meta archive.Meta) bool { return len(meta.Value) > 10_000 })
		numbers = append(numbers, read)
		if waiting = append(waiting, i); len(waiting) < batchSize {
			return nil
		}
		return flush()
	}))
	if err != nil {
		return err
	}
	return flush()
}

func (m *Move) movePicture(ctx context.Context, i *archive.Item, known desk.Origin, g *gap) error {
	m.index.site.Add(first(i.AttachmentURL, i.GUID))
	count := m.report.count(i.Type)
	skip := func(why string) error {
		count.skip(why)
		return nil
	}
	switch {
	case known.Object != "":
		m.pictures.put(pictureKey(i.ID), known.Object)
		if _, ours := g.brought(m.from, known); ours {
			count.Imported++
			return nil
		}
		return skip(alreadyHere)
	case i.ID == 0:
		return skip("the file gives it no number")
	case !isPicture(i):
		m.report.note("files that stay behind: nothing stands at their old addresses", i, first(i.AttachmentURL, i.GUID))
		return skip(leftFiles)
	case m.o.Decisions.Pictures == LeftBehind:
		return skip("it was decided to leave pictures out")
	case m.o.Decisions.Pictures == FromOld:
		return m.fetchPicture(ctx, i, g)
	case m.media == nil:
		return skip("no folder of pictures was named")
	}
	file := i.MetaValue("_wp_attached_file")
	file = ofBlog.ReplaceAllString(file, "")
	names := []string{fileKey(first(i.AttachmentURL, i.GUID))}
	if file != "" {
		names = []string{withoutSize(file), file, names[0]}
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "" })
	p, found := m.media.find(names...)
	if !found {
		m.report.note("pictures that are not in the folder", i, names[0])
		return skip("the file is not in the folder of pictures")
	}
	why, err := m.take(ctx, pictureKey(i.ID), p, taken(i))
	switch {
	case err != nil:
		return err
	case why != "":
		count.skip("the file cannot be used")
		m.report.note("pictures that cannot be used", i, why)
	default:
		count.Imported++
		g.open = false
	}
	return nil
}

// fetchPicture gets the picture of an attachment from the old site.
func (m *Move) fetchPicture(ctx context.Context, i *archive.Item, g *gap) error {
	count := m.report.count(i.Type)
	why, err := m.fetch(ctx, pictureKey(i.ID), first(i.AttachmentURL, i.GUID), taken(i))
	switch {
	case err != nil:
		return err
	case why != "":
		count.skip("the file could not be fetched or used")
		m.report.note("pictures that could not be fetched or used", i, why)
	default:
		count.Imported++
		g.open = false
	}
	return nil
}

// mostSilent is how many files in a row may not be had before nothing more is asked of the old site in this run.
const mostSilent = 20

// fetch gets one file from the old site and keeps it. Why is the sentence of one that cannot be had or used.
func (m *Move) fetch(ctx context.Context, key, address string, t desk.Taken) (why string, err error) {
	if m.from.Rehearsal { // which asks nobody for anything
		m.pictures.put(key, rehearsed)
		return "", nil
	}
	if m.silent >= mostSilent {
		return "The old site did not answer any more.", nil
	}
	got, err := m.o.Fetch.Get(ctx, address)
	switch {
	case err == nil:
		m.silent = 0
	case ctx.Err() != nil:
		return "", ctx.Err()
	default:
		if m.silent++; !fault.Is(err, fault.Unavailable) {
			m.silent = 0
		}
		return fault.Of(err).Say, nil
	}
	return m.keepPicture(ctx, key, path.Base(fileKey(address)), bytes.NewReader(got.Body), t)
}

// take reads one file and keeps it. Why is the sentence of a file that cannot be used.
func (m *Move) take(ctx context.Context, key, p string, t desk.Taken) (why string, err error) {
	file, err := m.media.root.Open(p)
	if err != nil {
		return "The file " + p + " cannot be read.", nil
	}
	defer file.Close() // it was only read
	return m.keepPicture(ctx, key, path.Base(p), file, t)
}

// keepPicture keeps a picture. Why is the sentence of a file that cannot be used.
func (m *Move) keepPicture(ctx context.Context, key, name string, file io.Reader, t desk.Taken) (why string, err error) {
	t.Name, t.Bytes = name, file
	id, _, err := m.desk.MovePicture(ctx, m.from, key, t)
	if err != nil {
		if fault.Is(err, fault.Invalid) {
			return fault.Of(err).Say, nil
		}
		return "", err
	}
	if m.from.Rehearsal && id == "" {
		id = rehearsed
	}
	m.pictures.put(key, id)
	return "", nil
}

var credited = regexp.MustCompile(`(?i)^(?:photo(?:graph)?(?:er)?(?: by| credit)?|picture|image|credit|foto|©|\(c\)|copyright)\s*[:/]?\s*(.+)$`)

// taken is what the old site said of a picture.
func taken(i *archive.Item) desk.Taken {
	t := desk.Taken{
		Caption: fromhtml.Plain(i.Excerpt),
		Alt:     fromhtml.Plain(i.MetaValue("_wp_attachment_image_alt")),
		Origin:  clip(first(i.AttachmentURL, i.GUID), 2000),
	}
	for _, key := range []string{"_media_credit", "media_credit", "_credit", "credit", "image_credit", "photo_credit", "photographer_name", "isc_image_source", "_wp_attachment_source_name"} {
		if t.Credit = fromhtml.Plain(i.MetaValue(key)); t.Credit != "" {
			break
		}
	}
	about := fromhtml.Plain(i.Content)
	if c := credited.FindStringSubmatch(about); c != nil && len(about) < 200 {
		if t.Credit == "" {
			t.Credit = c[1]
		}
	} else if t.Caption == "" {
		t.Caption = about
	}
	t.Caption, t.Alt, t.Credit = cut(t.Caption, 10_000), cut(t.Alt, 10_000), cut(t.Credit, 500)
	return t
}

// absolute is an address in a text with the host of the old site, where it names none.
func (m *Move) absolute(src string) string {
	base, err := url.Parse(siteOf(&m.index.channel))
	if err != nil {
		return src
	}
	u, err := base.Parse(src)
	if err != nil {
		return src
	}
	return u.String()
}

// cut shortens a text to at most n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// resolve finds the picture that a text shows: by the address of its file, whatever its size, else by its attachment
// when that is the same file. A file that no attachment names is taken in when it lies in the folder.
func (m *Move) resolve(ctx context.Context, failed *error) func(src string, attachment int64) (string, bool) {
	return func(src string, attachment int64) (string, bool) {
		key := fileKey(src)
		if key != "" {
			if id, ok := m.index.files[sum(key)]; ok {
				if p, ok := m.pictures.get(pictureKey(id)); ok {
					return p, true
				}
			}
		}
		if attachment > 0 && (src == "" || m.index.names[attachment] == sum(baseName(key))) {
			if p, ok := m.pictures.get(pictureKey(attachment)); ok {
				return p, true
			}
		}
		if key == "" || *failed != nil {
			return "", false
		}
		if u, err := url.Parse(src); err != nil || u.Host != "" && !m.index.site.Holds(u) {
			return "", false
		}
		name := "file/" + clip(key, 1000)
		if p, ok := m.pictures.get(name); ok {
			return p, true
		}
		if m.absent[sum(name)] {
			return "", false
		}
		known, err := m.desk.Origins(ctx, m.from.System, m.from.Base, []string{name})
		if err != nil {
			*failed = err
			return "", false
		}
		if o, ok := known[name]; ok {
			m.pictures.put(name, o.Object)
			return o.Object, true
		}
		p, found := "", false
		if m.media != nil {
			p, found = m.media.find(key)
		}
		var why string
		switch {
		case found:
			why, err = m.take(ctx, name, p, desk.Taken{Origin: clip(src, 2000)})
		case m.o.Decisions.Pictures == FromOld && slices.Contains(pictureEndings, strings.ToLower(path.Ext(key))):
			why, err = m.fetch(ctx, name, m.absolute(src), desk.Taken{Origin: clip(src, 2000)})
		default:
			why = "it is nowhere"
		}
		if err != nil {
			*failed = err
		}
		if err != nil || why != "" {
			m.absent[sum(name)] = true
			return "", false
		}
		m.report.Pictures.FromTexts++
		return m.pictures.get(name)
	}
}
