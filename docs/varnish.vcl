# Varnish before Broadsheet: start the program with --purge "varnish http://ADDRESS-OF-VARNISH".
# Whatever the program gives to shared caches names its tags in Surrogate-Key and how long it may be kept in
# Surrogate-Control; what became old is banned by tag within moments.
vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8080";
}

# Who may have things forgotten: the machine that the program runs on.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "BAN") {
        if (client.ip !~ purgers || !req.http.Purge-Tags) {
            return (synth(403, "Not allowed"));
        }
        if (!std.ban("obj.http.Surrogate-Key ~ (^|\s)(" + req.http.Purge-Tags + ")($|\s)")) {
            return (synth(400, std.ban_error()));
        }
        return (synth(200, "Banned"));
    }
    unset req.http.Purge-Tags;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/newsroom(/|$|\?)" || req.http.Authorization) {
        return (pass);
    }
    # Readers have no cookies. Whoever has one works here and sees a paper that is closed to readers.
    if (req.http.Cookie) {
        return (pass);
    }
    return (hash);
}

sub vcl_backend_response {
    if (beresp.http.Surrogate-Control ~ "^max-age=[0-9]+$") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^max-age=", "") + "s", 0s);
        # What was banned is gone; what has only reached its time may be asked about with its tag.
        set beresp.grace = 0s;
        set beresp.keep = 1h;
        unset beresp.http.Surrogate-Control;
        return (deliver); // no-cache is for browsers: they ask Varnish each time
    } else if (beresp.http.Cache-Control ~ "no-cache|no-store|private") {
        set beresp.uncacheable = true;
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
    unset resp.http.CDN-Cache-Control;
}
