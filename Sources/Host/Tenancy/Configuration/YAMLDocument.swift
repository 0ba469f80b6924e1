import Yams

/// Turns text into nodes, within limits: a small file must not become a large tree.
enum YAMLDocument {
    static let maximumBytes = 4 << 20
    /// What looks like an alias before parsing; a bomb needs many, ordinary text has few.
    static let maximumAliasLike = 16

    /// - Returns: nil after reporting what is wrong.
    static func root(_ bytes: [UInt8], _ issues: ConfigurationIssues) -> Node? {
        guard bytes.count <= maximumBytes else {
            issues.add(.start, "the file is too large", expected: "at most \(maximumBytes) bytes", found: "\(bytes.count) bytes")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            issues.add(.start, "the file is not UTF-8", expected: "UTF-8 text", found: "other bytes")
            return nil
        }
        if let position = aliasBeyondLimit(bytes) {
            issues.add(position, "aliases are not supported", expected: "the value written out, or in quotes", found: "'*'")
            return nil
        }
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let node = try parser.singleRoot() else {
                issues.add(.start, "the file is empty", expected: "a mapping that begins with 'version: 1'", found: "nothing")
                return nil
            }
            // Nodes refer to their anchors weakly: they are gone with the parser.
            guard let anchor = withExtendedLifetime(parser, { firstAnchor(node) }) else { return node }
            issues.add(anchor, "anchors and aliases are not supported", expected: "the value written out", found: "an anchor")
        } catch let error as YamlError {
            report(error, issues)
        } catch {
            issues.add(.start, "the file is not YAML", expected: "a YAML document", found: "\(error)")
        }
        return nil
    }

    /// Where the first alias-like word beyond the limit stands: `*name` after a space or an opening.
    static func aliasBeyondLimit(_ bytes: [UInt8]) -> SourcePosition? {
        var count = 0
        var line = 1
        var lineStart = 0
        for index in bytes.indices {
            if bytes[index] == 0x0A {
                line += 1
                lineStart = index + 1
            }
            guard bytes[index] == UInt8(ascii: "*"), index + 1 < bytes.count, !" \t\r\n".utf8.contains(bytes[index + 1]),
                index == 0 || " \t\r\n[{,:?-".utf8.contains(bytes[index - 1])
            else { continue }
            count += 1
            if count > maximumAliasLike { return SourcePosition(line: line, column: index - lineStart + 1) }
        }
        return nil
    }

    /// Depth first, in the order of the text: an anchor always comes before its aliases, so the walk ends before it could multiply.
    private static func firstAnchor(_ node: Node) -> SourcePosition? {
        if node.anchor != nil { return node.mark?.position ?? .start }
        switch node {
        case .scalar: return nil
        case .alias(let alias): return alias.mark?.position ?? .start
        case .sequence(let sequence):
            for element in sequence {
                if let found = firstAnchor(element) { return found }
            }
        case .mapping(let mapping):
            for (key, value) in mapping {
                if let found = firstAnchor(key) ?? firstAnchor(value) { return found }
            }
        }
        return nil
    }

    private static func report(_ error: YamlError, _ issues: ConfigurationIssues) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            issues.add(mark.position, "the file is not YAML: \(problem)", expected: "a YAML document", found: "other text")
        case .duplicatedKeysInMapping(let duplicates, let context):
            issues.add(
                context.mark.position, "a key is given twice", expected: "each key once",
                found: duplicates.sorted().map { "'\($0)'" }.joined(separator: ", "))
        case .reader(let problem, _, _, _):
            issues.add(.start, "the file cannot be read: \(problem)", expected: "text without control characters", found: "others")
        default:
            issues.add(.start, "the file is not YAML", expected: "a YAML document", found: "\(error)")
        }
    }
}
