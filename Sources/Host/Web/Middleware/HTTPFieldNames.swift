import HTTPTypes

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!
    static let csrfToken = HTTPField.Name("X-CSRF-Token")!
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
    static let frameOptions = HTTPField.Name("X-Frame-Options")!
    static let htmxRequest = HTTPField.Name("HX-Request")!
    static let htmxBoosted = HTTPField.Name("HX-Boosted")!
    static let htmxCurrentURL = HTTPField.Name("HX-Current-URL")!
    static let htmxRetarget = HTTPField.Name("HX-Retarget")!
    static let htmxReswap = HTTPField.Name("HX-Reswap")!
    static let htmxTrigger = HTTPField.Name("HX-Trigger")!
    static let htmxRedirect = HTTPField.Name("HX-Redirect")!
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
