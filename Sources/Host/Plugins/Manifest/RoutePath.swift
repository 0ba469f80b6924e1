/// A route's path: literal segments and `{parameters}`, each a whole segment.
package struct RoutePath: Sendable, Hashable, CustomStringConvertible {
    /// One part between slashes.
    package enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    package let segments: [Segment]

    /// Reads `/api/v1/hosting/miners/{id}`. Returns nil and says why in `fault` for anything else.
    package init?(_ text: String, fault: inout String) {
        guard text.hasPrefix("/"), text.utf8.count <= 512 else {
            fault = "a path that begins with '/' and has at most 512 bytes"
            return nil
        }
        var segments: [Segment] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            if part.hasPrefix("{"), part.hasSuffix("}"), part.dropFirst().dropLast().wholeMatch(of: /[a-z][a-z0-9_]{0,30}/) != nil {
                let name = String(part.dropFirst().dropLast())
                guard !segments.contains(.parameter(name)) else {
                    fault = "each parameter once, '{\(name)}' is there twice"
                    return nil
                }
                segments.append(.parameter(name))
            } else if part.wholeMatch(of: /[A-Za-z0-9_~-][A-Za-z0-9_.~-]*/) != nil {
                segments.append(.literal(String(part)))
            } else {
                fault = "segments of letters, digits, '_', '.', '~', '-' or a whole '{parameter}', not '\(part)'"
                return nil
            }
        }
        guard !segments.isEmpty, segments.count <= 16 else {
            fault = "1 to 16 segments"
            return nil
        }
        self.segments = segments
    }

    /// The names of the parameters, in order.
    package var parameters: [String] { segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } } }

    /// The path with every parameter written `{}`.
    package var normalized: String { text { _ in "{}" } }

    package var description: String { text { "{\($0)}" } }

    private func text(_ parameter: (String) -> String) -> String {
        segments.map { segment in
            switch segment {
            case .literal(let literal): "/" + literal
            case .parameter(let name): "/" + parameter(name)
            }
        }.joined()
    }
}
