/// One protection of a worker as its CONFINED tells it: in force, or not offered by the kernel. Pure.
package struct WorkerProtection: Sendable, Hashable {
    package let name: String
    /// Nil if it is in force.
    package let missingReason: String?

    /// Reads lines of `name=on` and `name=off: reason`; a line that is neither is left out. At most 64.
    package static func read(_ bytes: UnsafeRawBufferPointer) -> [WorkerProtection] {
        bytes.prefix(16_384).split(separator: UInt8(ascii: "\n")).prefix(64).compactMap { line in
            let text = WorkerTexts.text(UnsafeRawBufferPointer(rebasing: line))
            guard let equals = text.firstIndex(of: "=") else { return nil }
            let name = String(text[..<equals])
            let state = text[text.index(after: equals)...]
            if state == "on" { return WorkerProtection(name: name, missingReason: nil) }
            guard state.hasPrefix("off") else { return nil }
            let reason = state.dropFirst(3).drop { $0 == ":" || $0 == " " }
            return WorkerProtection(name: name, missingReason: reason.isEmpty ? "no reason given" : String(reason))
        }
    }
}
