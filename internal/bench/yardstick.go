package bench

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// kept is answers of the program as a yardstick gives them: the same bytes and header fields.
type kept struct {
	Header map[string]string `json:"header"` // of all of them
	Bodies map[string][]byte `json:"bodies"` // by path
}

// collect asks for pages until the program answers them from its cache in the best way it has.
func collect(ctx context.Context, addr string, paths []string) (k kept, err error) {
	l, err := dial(ctx, addr)
	if err != nil {
		return k, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	k.Bodies = map[string][]byte{}
	for _, p := range paths {
		for n := 0; ; n++ {
			a, err := l.get(p)
			if err != nil {
				return k, err
			}
			if a.status != http.StatusOK {
				return k, fmt.Errorf("%s answers %d", p, a.status)
			}
			if a.header.Get("Content-Encoding") == "br" || n == 20 {
				k.Bodies[p], k.Header = a.body, map[string]string{}
				for name := range a.header {
					k.Header[name] = a.header.Get(name)
				}
				break
			}
			if err := ctx.Err(); err != nil {
				return k, err
			}
			if n > 2 { // it is made beside the answers
				time.Sleep(5 * time.Millisecond)
			}
		}
	}
	return k, nil
}

// own are header fields that a server makes for each answer.
var own = []string{"Date", "Content-Length", "Connection", "Etag", "Content-Type", "Last-Modified"}

// stick starts the yardstick over HTTP/1.1 and names it.
func (r *runner) stick(ctx context.Context, k kept) (*process, string, error) {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		if nginx = "/usr/sbin/nginx"; !executable(nginx) {
			p, err := r.plain(ctx, k)
			return p, "net/http", err
		}
	}
	root := filepath.Join(r.Folder, "nginx")
	for path, body := range k.Bodies {
		if strings.HasSuffix(path, "/") {
			path += "index.html"
		}
		file := filepath.Join(root, "files", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, "", err
		}
		if err := os.WriteFile(file, body, 0o644); err != nil { //nolint:gosec // the worker of nginx may run as somebody else
			return nil, "", err
		}
	}
	for dir := root; len(dir) >= len(r.Folder); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // as above
			return nil, "", err
		}
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, "", err
	}
	conf, err := r.file("nginx.conf", []byte(nginxConf(root, addr, k.Header)))
	if err != nil {
		return nil, "", err
	}
	p, err := start(ctx, r.Folder, addr, nginx, "-p", root, "-c", conf, "-e", filepath.Join(root, "error.log"))
	return p, "nginx", err
}

func executable(path string) bool {
	i, err := os.Stat(path)
	return err == nil && i.Mode().IsRegular() && i.Mode()&0o111 != 0
}

// nginxConf serves files that are compressed already, with the header fields of the program's own answers.
func nginxConf(root, addr string, header map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `daemon off; master_process on; worker_processes 1; pid %[1]s/pid; error_log %[1]s/error.log crit;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 65; keepalive_requests 100000000; server_tokens off; etag on;
  client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
  types {} default_type "text/html; charset=utf-8";
  server {
    listen %[2]s; root %[1]s/files; index index.html;
`, root, addr)
	names := make([]string, 0, len(header))
	for name := range header {
		if !slices.Contains(own, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "    add_header %s \"%s\";\n", name, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", "").Replace(header[name]))
	}
	b.WriteString("  }\n}\n")
	return b.String()
}

// plain starts net/http's handler.
func (r *runner) plain(ctx context.Context, k kept, args ...string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	file, err := r.file("kept.json", text)
	if err != nil {
		return nil, err
	}
	return start(ctx, r.Folder, addr, r.Program, append([]string{"bench", "plain", "--listen", addr, "--kept", file}, args...)...)
}

// Plain answers as net/http does with the least that can be done, from a file that a run wrote, until ctx ends. With a
// certificate and a key it speaks HTTP/2.
func Plain(ctx context.Context, listen, file, cert, key string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return err
	}
	server := &http.Server{Addr: listen, ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, found := k.Bodies[q.URL.Path]
		if !found {
			http.NotFound(w, q)
			return
		}
		h := w.Header()
		for name, value := range k.Header {
			if name != "Date" && name != "Connection" && name != "Content-Length" {
				h[name] = []string{value}
			}
		}
		h["Content-Length"] = []string{fmt.Sprint(len(body))}
		_, _ = w.Write(body) // whoever went away has no answer
	})}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	if cert == "" {
		err = server.ListenAndServe()
	} else {
		err = server.ListenAndServeTLS(cert, key)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// certificate writes one for this machine and a day.
func (r *runner) certificate() (cert, key string, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		return "", "", err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", "", err
	}
	cert, first := r.file("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	key, second := r.file("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
	return cert, key, errors.Join(first, second)
}
