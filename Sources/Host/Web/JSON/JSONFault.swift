/// Where and why a text is not JSON. Lines and columns (in bytes) count from 1.
struct JSONFault: Error, Equatable {
    let message: String
    let line: Int
    let column: Int
}
