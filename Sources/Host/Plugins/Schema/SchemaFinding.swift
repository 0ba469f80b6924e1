/// One way in which the catalog differs from what the host makes.
package struct SchemaFinding: Sendable, Hashable, CustomStringConvertible {
    /// What it is about: a table, an index, a role.
    package let object: String
    package let message: String
    package var description: String { "\(object): \(message)" }
}
