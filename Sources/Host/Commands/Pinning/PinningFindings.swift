import HostEgress
import HostPinning

/// What `doctor` says of each place where evidence is pinned: whether it is there and takes the token. Nothing is pinned for it.
enum PinningFindings {
    static func read() async -> [Doctor.Finding] {
        do {
            guard let settings = try PinningEnvironment.settings(Environment()) else {
                return [
                    Doctor.Finding(
                        what: "pinning", state: .fine, detail: "nothing is pinned; for that, set \(UnconfiguredPinning.expected)")
                ]
            }
            guard !settings.isDisabled else {
                return [
                    Doctor.Finding(
                        what: "pinning", state: .warning, detail: "switched off by BLOCKCHAIN_DISABLE_IPFS; what is to be pinned waits")
                ]
            }
            let engine = try HTTPEngine()
            defer { engine.cancelAll() }
            var findings: [Doctor.Finding] = []
            for provider in settings.providers(engine, patienceSeconds: 10) {
                let what = "pinning: \(provider.name.rawValue)"
                do throws(PinFault) {
                    try await provider.probe()
                    findings.append(Doctor.Finding(what: what, state: .fine, detail: "answers"))
                } catch {
                    let isWrong = error.code == .denied || error.code == .full
                    findings.append(
                        Doctor.Finding(
                            what: what, state: isWrong ? .wrong : .warning, detail: "\(error.message); what is to be pinned waits"))
                }
            }
            return findings
        } catch {
            return [Doctor.Finding(what: "pinning", state: .wrong, detail: "\(error)")]
        }
    }
}
