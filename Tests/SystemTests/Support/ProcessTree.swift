import Foundation
import Glibc

/// A process as the kernel tells it: its number alone may be another's later.
struct KnownProcess: Sendable, Hashable, CustomStringConvertible {
    let processId: pid_t
    let startTicks: String
    let name: String

    var description: String { "\(name) (\(processId))" }

    /// Nil if there is none, or only what its parent has not asked for yet.
    init?(_ processId: pid_t) {
        guard let facts = KnownProcess.facts(processId), !["Z", "X"].contains(facts.state) else { return nil }
        self.processId = processId
        startTicks = facts.startTicks
        name = facts.name
    }

    var isAlive: Bool { KnownProcess(processId) == self }

    /// Ends it, unless its number is another's by now.
    func kill() { if isAlive { _ = Glibc.kill(processId, SIGKILL) } }

    /// A process and all that it and they started.
    static func tree(of root: pid_t) -> Set<KnownProcess> {
        var children: [pid_t: [pid_t]] = [:]
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let identifier = pid_t(entry), let parent = facts(identifier)?.parent else { continue }
            children[parent, default: []].append(identifier)
        }
        var found: Set<KnownProcess> = []
        var left = [root]
        while let next = left.popLast() {
            if let process = KnownProcess(next) { found.insert(process) }
            left += children[next] ?? []
        }
        return found
    }

    private static func facts(_ processId: pid_t) -> (name: String, state: String, parent: pid_t, startTicks: String)? {
        // proc(5): the name is in brackets and may hold anything, brackets too.
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(processId)/stat") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ").map(String.init)
        guard fields.count > 19, let parent = pid_t(fields[1]) else { return nil }
        return (String(text[text.index(after: open)..<close]), fields[0], parent, fields[19])
    }
}
