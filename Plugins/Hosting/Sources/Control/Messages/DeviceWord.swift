/// What can be said of an order to a device and of a miner that has a part in a plan. The raw value is the code that is stored and told; pages
/// take the words of their language from the catalogues, under `why.` and the code.
enum DeviceWord: String, Sendable, CaseIterable {
    // Done.
    case tookOrder = "took_order"
    case restarts
    case tookConfiguration = "took_configuration"
    case tookPools = "took_pools"
    case tookFirstPool = "took_first_pool"
    case tookAndBoots = "took_and_boots"
    case tookProfile = "took_profile"
    case profileWithoutThermal = "profile_without_thermal"

    // So already.
    case runs
    case hasBoardPower = "has_board_power"
    case setToSleep = "set_to_sleep"
    case setToHash = "set_to_hash"
    case saysAlready = "says_already"
    case hasProfile = "has_profile"

    // Not reached, or not answered.
    case noConnection = "no_connection"
    case notGranted = "not_granted"
    case refusesConnections = "refuses_connections"
    case notAsked = "not_asked"
    case noWord = "no_word"
    case tooLong = "too_long"
    case noWholeAnswer = "no_whole_answer"
    case neitherYesNorNo = "neither_yes_nor_no"
    case hostEnded = "host_ended"

    // Refused.
    case saidNo = "said_no"
    case saidNoCode = "said_no_code"
    case unreadable
    case writesDenied = "writes_denied"
    case writeApiOff = "write_api_off"
    case wrongPassword = "wrong_password"
    case wrongPasswordOf = "wrong_password_of"
    case noToken = "no_token"
    case noTokenCode = "no_token_code"
    case noSalt = "no_salt"
    case tokensUsedUp = "tokens_used_up"
    case tokenUnusable = "token_unusable"
    case noSession = "no_session"
    case noHttp = "no_http"
    case webNoHttp = "web_no_http"
    case webAnswered = "web_answered"
    case unknownLogin = "unknown_login"
    case configurationUnreadable = "configuration_unreadable"
    case configurationRefused = "configuration_refused"
    case coinUntold = "coin_untold"
    case boardPowerUntold = "board_power_untold"
    case poolFields = "pool_fields"
    case poolCount = "pool_count"
    case poolComma = "pool_comma"
    case poolsBeside = "pools_beside"
    case noProfiles = "no_profiles"
    case noProfileBelow = "no_profile_below"
    case keptForBoot = "kept_for_boot"
    case addressTaken = "address_taken"
    case planHolds = "plan_holds"
    case providerHolds = "provider_holds"

    // Not supported.
    case unknownCommand = "unknown_command"
    case firmwareUntold = "firmware_untold"
    case noWay = "no_way"
    case vnishTooOld = "vnish_too_old"
    case noWorkMode = "no_work_mode"
    case limitAvalon = "limit_avalon"
    case limitBitmain = "limit_bitmain"
    case limitBosminer = "limit_bosminer"
    /// Of results stored before PowerPlay was given limits.
    case limitPowerplay = "limit_powerplay"
    case poolsBosminer = "pools_bosminer"
    case restartBosminer = "restart_bosminer"

    // Said before there was a way, and still stored.
    case limitLuxos = "limit_luxos"
    case limitSealminer = "limit_sealminer"
    case limitVnish = "limit_vnish"
    case poolsLuxos = "pools_luxos"
    case poolsSealminer = "pools_sealminer"
    case poolsVnish = "pools_vnish"
    case poolsWhatsminer = "pools_whatsminer"

    // Of a miner that has a part in a plan.
    case inMaintenance = "in_maintenance"
    case relapsed
    case takenToBeOff = "taken_to_be_off"
    case wentOn = "went_on"
    case showsNothing = "shows_nothing"
    case awaitsMaintenance = "awaits_maintenance"
    case didNotObey = "did_not_obey"
    case doesNotHash = "does_not_hash"
    case setOffline = "set_offline"
    case setOfflineAsleep = "set_offline_asleep"
    case removed
}
