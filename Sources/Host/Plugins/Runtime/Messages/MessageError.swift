/// What is wrong with a message or a batch of rows from outside.
package struct MessageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which rule is broken, with the numbers found and expected.
    package let message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
}
