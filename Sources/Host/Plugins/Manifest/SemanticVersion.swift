/// A version as semver.org 2.0.0 writes it.
package struct SemanticVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int
    /// Dot-separated identifiers after `-`, or empty.
    package let prerelease: String
    /// What follows `+`, or empty. Plays no part in the order.
    package let build: String

    /// Reads `1.2.3`, `1.2.3-rc.1`, `1.2.3+build`; nil for anything else.
    package init?(_ text: String) {
        let pattern = /(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        guard let major = Int(match.1), let minor = Int(match.2), let patch = Int(match.3) else { return nil }
        let prerelease = match.4.map(String.init) ?? ""
        let build = match.5.map(String.init) ?? ""
        for identifier in prerelease.split(separator: ".", omittingEmptySubsequences: false) where !prerelease.isEmpty {
            guard !identifier.isEmpty else { return nil }
            let isNumber = identifier.utf8.allSatisfy { (0x30...0x39).contains($0) }
            if isNumber && identifier.count > 1 && identifier.first == "0" { return nil }
        }
        if !build.isEmpty, build.split(separator: ".", omittingEmptySubsequences: false).contains(where: \.isEmpty) { return nil }
        (self.major, self.minor, self.patch, self.prerelease, self.build) = (major, minor, patch, prerelease, build)
    }

    package var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-\(prerelease)") + (build.isEmpty ? "" : "+\(build)")
    }

    /// Orders as Semantic Versioning says: a pre-release comes before its release.
    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let (a, b) = ((left.major, left.minor, left.patch), (right.major, right.minor, right.patch))
        if a != b { return a < b }
        if left.prerelease.isEmpty || right.prerelease.isEmpty { return !left.prerelease.isEmpty && right.prerelease.isEmpty }
        let (x, y) = (left.prerelease.split(separator: "."), right.prerelease.split(separator: "."))
        for (p, q) in zip(x, y) where p != q {
            switch (Int(p), Int(q)) {
            case (let m?, let n?): return m < n
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return p < q
            }
        }
        return x.count < y.count
    }
}
