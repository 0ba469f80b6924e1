/// The simulator cannot do what was asked.
package struct MinerSimulatorError: Error, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Sendable, Equatable {
        case options
        case listen
        case control
        case file
    }

    /// What went wrong.
    package let code: Code
    /// What, where, and what was expected.
    package let message: String
    /// The `errno` behind it, 0 if there is none.
    package let errorNumber: Int32

    init(_ code: Code, _ message: String, errorNumber: Int32 = 0) {
        self.code = code
        self.message = message
        self.errorNumber = errorNumber
    }

    /// The message.
    package var description: String { message }
}
