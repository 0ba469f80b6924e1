import CArgon2

/// What the hashing library refused.
struct PasswordHashError: Error, CustomStringConvertible {
    let status: Int32

    var description: String { "argon2: \(String(cString: argon2_error_message(status)))" }
}
