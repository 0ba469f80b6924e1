import Foundation

/// Paths that a redirect may lead to: on this host, and nowhere else. Pure.
enum LocalPath {
    /// One leading slash, no second one or backslash behind it, nothing that a browser would read as another host or a header.
    static func isValid(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 2_048 else { return false }
        let second = path.utf8.dropFirst().first
        guard second != UInt8(ascii: "/"), second != UInt8(ascii: "\\") else { return false }
        return path.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }
    }

    /// `path` if it is safe, else the start page.
    static func orStart(_ path: String?) -> String {
        guard let path, isValid(path), !path.hasPrefix("/login"), !path.hasPrefix("/logout") else { return "/" }
        return path
    }

    /// Path and query of an absolute URL.
    static func path(ofURL url: String) -> String? {
        guard let scheme = url.range(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return "/" }
        let path = String(rest[slash...])
        return isValid(path) ? path : nil
    }
}
