import HTTPTypes
import Hummingbird

/// Which header fields cross to a plugin and back. Pure.
///
/// The runtime has checked an answer's bytes before and told the plugin's author of names that are not theirs; this is what a browser may see.
enum PluginHeaders {
    private static let hidden: Set<String> = [
        "cookie", "authorization", "proxy-authorization", "x-csrf-token", "forwarded", "x-forwarded-for",
    ]
    private static let allowedBack: Set<String> = [
        "age", "cache-control", "etag", "last-modified", "location", "content-disposition", "content-language", "retry-after", "link",
        "vary",
        "hx-trigger", "hx-push-url", "hx-redirect", "hx-refresh", "hx-retarget", "hx-reswap", "deprecation", "sunset",
        "idempotency-replayed",
    ]

    /// Without credentials.
    static func forPlugin(_ headers: HTTPFields) -> [(name: String, value: String)] {
        headers.compactMap { hidden.contains($0.name.canonicalName) ? nil : (name: $0.name.canonicalName, value: $0.value) }
    }

    /// Sets a field that plugins may set; others are the host's own and left out, as are redirects to other hosts.
    static func apply(_ name: String, _ value: String, to response: inout Response) {
        guard let field = HTTPField.Name(name), allowedBack.contains(field.canonicalName) || field.canonicalName.hasPrefix("ratelimit")
        else { return }
        if ["location", "hx-redirect", "hx-push-url"].contains(field.canonicalName), value != "false", !LocalPath.isValid(value) { return }
        guard HTTPField.isValidValue(value) else { return }
        response.headers[field] = value
    }

    /// The content type that the plugin says, unless a browser would run it with our rights.
    static func contentType(_ type: String) -> String {
        // Some browsers end the type at a space or bracket too, and read any XML as a page.
        let bare = type.trimmingSpaces().prefix { !" \t;,(".contains($0) }.lowercased()
        let isActive =
            ["text/html", "application/xhtml+xml", "text/javascript", "application/javascript", "text/xml", "application/xml"]
            .contains(bare) || (bare.hasSuffix("+xml") && bare != "image/svg+xml")
        return isActive || !HTTPField.isValidValue(type) || type.isEmpty ? "text/plain; charset=utf-8" : type
    }
}
