package import Foundation

/// The last things that were wrong, each once. Pure.
package struct NotaryProblems: Sendable, Hashable {
    /// One of them.
    package struct Problem: Sendable, Hashable {
        /// For a person.
        package let text: String
        package let firstAt: Date
        package fileprivate(set) var lastAt: Date
    }

    private static let kept = 20
    /// The latest first.
    package private(set) var all: [Problem] = []

    package init() {}

    /// Notes what is wrong at a time.
    package mutating func note(_ texts: [String], at now: Date) {
        for text in texts {
            // "84 wei" and "83 wei" are one problem.
            let shape = Self.shape(text)
            let known = all.firstIndex { Self.shape($0.text) == shape }
            let first = known.map { all.remove(at: $0).firstAt } ?? now
            all.insert(Problem(text: text, firstAt: first, lastAt: now), at: 0)
        }
        all.removeLast(max(0, all.count - Self.kept))
    }

    private static func shape(_ text: String) -> [Substring] { text.split { $0.isNumber } }
}
