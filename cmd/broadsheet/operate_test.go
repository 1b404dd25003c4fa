package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate writes a certificate for 127.0.0.1 and its key, and gives who trusts it.
func certificate(t *testing.T, cert, key string) *x509.CertPool {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "courier"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, b := range map[string][]byte{cert: public, key: pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(public)
	return pool
}

func TestACertificateThatWasRenewedIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	k := &keyPair{cert: filepath.Join(dir, "cert"), key: filepath.Join(dir, "key")}
	if _, err := k.get(nil); err == nil {
		t.Error("no certificate is given, and no error")
	}
	certificate(t, k.cert, k.key)
	first, err := k.get(nil)
	if err != nil {
		t.Fatal(err)
	}
	certificate(t, k.cert, k.key)
	future := time.Now().Add(time.Hour)
	if err := os.Chtimes(k.cert, future, future); err != nil {
		t.Fatal(err)
	}
	if again, err := k.get(nil); err != nil || again != first {
		t.Errorf("the files were looked at again within the minute: %v", err)
	}
	k.looked = time.Time{}
	second, err := k.get(nil)
	if err != nil || second == first {
		t.Fatalf("the renewed certificate is not used: %v", err)
	}
	if err := os.WriteFile(k.cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	k.looked = time.Time{}
	if kept, err := k.get(nil); err != nil || kept != second {
		t.Errorf("while the new file cannot be read, the old certificate serves: %v", err)
	}
}

// The program speaks HTTP/2 with a certificate, and tells the operator what it did on an address of its own.
func TestTheOperatorReadsMetrics(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool := certificate(t, cert, key)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	admin, listen := freePort(t), freePort(t)
	s := startsFor(t, client, "https://"+listen, listen, "--data", filepath.Join(dir, "data"), "--cert", cert, "--key", key, "--admin", admin)
	until(t, "the program says where the paper is", func() bool { return strings.Contains(s.said.String(), "The paper is at     "+s.url+"\n") })
	r, err := client.Get(s.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.ProtoMajor != 2 || r.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("answered by %s with %v", r.Proto, r.Header)
	}
	for path, want := range map[string]string{
		"/metrics":                         `broadsheet_requests_total{door="site",status="`,
		"/debug/pprof/goroutine?debug=1":   "goroutine profile",
		"/debug/pprof/symbol?nothing-here": "num_symbols",
	} {
		r, err := http.Get("http://" + admin + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s lacks %s: %v\n%.2000s", path, want, err, b)
		}
		_ = r.Body.Close()
	}
	if r, err := client.Get(s.url + "/metrics"); err != nil || r.StatusCode == http.StatusOK {
		t.Errorf("readers get metrics: %v %v", r, err)
	}
}
