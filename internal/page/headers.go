package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
)

// early is the only script in a page itself: it sets the size of the text that the device keeps before the text is
// seen, so that nothing moves and nothing has to be waited for. The classes are those of site.js and the style sheet.
const early template.JS = `try{let s=localStorage.getItem("text-size");if(/^text-(s|l|xl)$/.test(s))document.documentElement.className=s}catch{}`

// policy lets a page use what comes from its own host, and of what stands in the page itself the early script alone,
// named by the sum of its bytes. Data blocks such as JSON-LD are not scripts and need no leave.
var policy = "default-src 'none'; script-src 'self' " + summed(string(early)) + "; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), " +
	"gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), " +
	"publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"

// summed is what a policy calls a script or style that stands in a page.
func summed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Allows tells whether the policy lets a script run that stands in a page.
func Allows(script string) bool { return script == string(early) }

// Headers are those of every HTML answer to a reader. Under https they also ask browsers to stay there: HSTS for a
// year, and the upgrade of what a page asks for.
func Headers(https bool) http.Header {
	h := http.Header{
		"Content-Type":                 {"text/html; charset=utf-8"},
		"Content-Security-Policy":      {policy},
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"strict-origin-when-cross-origin"},
		"Permissions-Policy":           {permissions},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
	}
	if https {
		h.Set("Content-Security-Policy", policy+"; upgrade-insecure-requests")
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload")
	}
	return h
}
