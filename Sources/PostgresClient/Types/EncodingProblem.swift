/// Why a value does not fit a type; whoever knows the parameter's name makes an error of it.
struct EncodingProblem: Error {
    let message: String
}
