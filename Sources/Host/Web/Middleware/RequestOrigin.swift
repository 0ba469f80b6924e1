import HTTPTypes
import Hummingbird

/// Whether a browser says that a request comes from our own pages. Pure.
enum RequestOrigin {
    /// True for our own pages, for a typed address, and for programs that are no browsers and say nothing.
    static func isSameSite(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = request.headers[.origin] else { return true }
        guard let host = request.head.authority ?? request.headers[HTTPField.Name("Host")!] else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }
}
