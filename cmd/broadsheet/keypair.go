package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"
)

// keyPair is a certificate in files, read again when the files change.
type keyPair struct {
	cert, key string

	mu      sync.Mutex
	looked  time.Time
	changed time.Time // newest change of the two files when they were read
	pair    *tls.Certificate
}

// lookAgain is how often the files are looked at.
const lookAgain = time.Minute

// get gives the certificate for a connection. While new files cannot be read the old certificate is used.
func (k *keyPair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	if k.pair != nil && now.Sub(k.looked) < lookAgain {
		return k.pair, nil
	}
	k.looked = now
	changed, err := newest(k.cert, k.key)
	if err == nil && k.pair != nil && changed.Equal(k.changed) {
		return k.pair, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(k.cert, k.key)
	}
	switch {
	case err == nil:
		k.pair, k.changed = &pair, changed
	case k.pair == nil:
		return nil, fmt.Errorf("the certificate in %s and %s cannot be used: %w", k.cert, k.key, cause(err))
	}
	return k.pair, nil
}

// newest is when the last of the files was changed.
func newest(files ...string) (t time.Time, err error) {
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return t, err
		}
		if info.ModTime().After(t) {
			t = info.ModTime()
		}
	}
	return t, nil
}
