/// Why a file is not a shared library that the host could load.
package struct ElfError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
    init(_ message: String) { self.message = message }
}
