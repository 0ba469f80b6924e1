/// One line of the control socket.
enum ControlCommand: Equatable {
    /// `set 17 dead`
    case set(Int, DeviceBehaviour)
    /// `get 17`
    case get(Int)
    /// `state 17`
    case state(Int)
    /// `sleep 17`, `wake 17`, `restart 17`, `disobey 17`, `obey 17`, `password 17 secret`, `work-mode 17 3`
    case change(Int, StateChange)
    /// `count`
    case count
    /// What is wrong with the line.
    case invalid(String)

    init(_ line: some StringProtocol) {
        let words = line.split(whereSeparator: \.isWhitespace)
        switch (words.first, words.count) {
        case ("set", 3):
            guard let index = Int(words[1]) else {
                self = .invalid("'\(words[1])' is no device's number")
                return
            }
            guard let behaviour = DeviceBehaviour(words[2]) else {
                let known = DeviceBehaviour.plain.map(\.description).joined(separator: " ")
                self = .invalid("no behaviour '\(words[2])': expected one of \(known) or quirk:<name>")
                return
            }
            self = .set(index, behaviour)
        case ("get", 2):
            self = Int(words[1]).map { .get($0) } ?? .invalid("'\(words[1])' is no device's number")
        case ("state", 2): self = Int(words[1]).map { .state($0) } ?? .invalid("'\(words[1])' is no device's number")
        case ("count", 1): self = .count
        case (let word?, 2...3):
            guard let change = StateChange(String(word), words.count > 2 ? String(words[2]) : nil) else { fallthrough }
            self = Int(words[1]).map { .change($0, change) } ?? .invalid("'\(words[1])' is no device's number")
        default:
            self = .invalid(
                "expected 'set <device> <behaviour>', 'get <device>', 'state <device>', 'count', or one of "
                    + "sleep wake restart disobey obey 'password <text>' 'work-mode <number>' with a device")
        }
    }
}
