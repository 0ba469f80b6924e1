/// One thing that keeps a plugin under development from running: what a page shows until the next good build.
package struct BuildFault: Sendable, Hashable, Codable {
    /// `Sources/Notes/NotesPlugin.swift:12:5`, or another place; empty if there is none.
    package let place: String
    package let text: String

    package init(place: String, text: String) {
        self.place = place
        self.text = text
    }

    package var description: String { place.isEmpty ? text : "\(place): \(text)" }
}
