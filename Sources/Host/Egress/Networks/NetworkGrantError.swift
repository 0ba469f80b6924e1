/// A network in a grant cannot be read.
package struct NetworkGrantError: Error, CustomStringConvertible {
    /// Which part is wrong.
    package enum Code: Sendable, Equatable {
        case address
        case prefixLength
        case hostBits
    }

    /// Which part is wrong.
    package let code: Code
    /// What was written and what was expected.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
