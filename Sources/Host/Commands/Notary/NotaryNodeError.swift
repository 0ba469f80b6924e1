/// Why a node told nothing: it says nothing about the proof.
struct NotaryNodeError: Error {
    enum Code: String {
        /// No answer came.
        case unreachable
        /// It answered with an error of its own.
        case refused
        /// What came is no answer to the question.
        case malformed
    }

    let code: Code
    /// For a person, without the URL's path, which may hold a key.
    let message: String
}
