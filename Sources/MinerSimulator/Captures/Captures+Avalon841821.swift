// swift-format-ignore-file
// Replies of real devices, byte for byte.
extension Captures {
    static let avalon841821: [CapturedReply] = [
        CapturedReply("stats", #"""
{
  "STATUS": [
    {
      "STATUS": "S",
      "When": 1502904710,
      "Code": 70,
      "Msg": "CGMiner stats",
      "Description": "cgminer 4.10.0"
    }
  ],
  "STATS": [
    {
      "STATS": 0,
      "ID": "AV80",
      "Elapsed": 63,
      "Calls": 0,
      "Wait": 0,
      "Max": 0,
      "Min": 99999999,
      "MM ID1": "Ver[8411803-14b0f10] DNA[0137dace492a2ec1] Elapsed[66] MW[18528 18830 19159 17631] LW[74148] MH[0 1 0 0] HW[1] Temp[36] TMax[84] Fan[5730] FanR[100%] Vi[1197 1197 1209 1209] Vo[3893 3889 3932 3890] GHSmm[13646.20] WU[183226.76] Freq[762.87] PG[15] Led[0] MW0[3 4 0 2 3 4 3 1 4 5 2 4 3 5 4 4 5 7 3 3 4 2 2 2 2 5] MW1[2 8 3 5 6 4 5 5 7 5 5 7 3 6 0 3 4 5 4 4 7 3 6 6 0 2] MW2[3 2 5 5 2 3 1 4 3 6 5 2 7 7 5 3 3 6 3 2 5 4 3 6 4 4] MW3[5 1 6 2 4 3 4 3 1 2 5 2 6 6 1 5 5 4 6 5 6 5 3 1 2 6] TA[104] ECHU[0 0 0 0] ECMM[0] FM[1] CRC[0 0 0 0]",
      "MM ID2": "Ver[8211803-14b0f10] DNA[013a7366855f4c56] Elapsed[66] MW[18509 18976 17286 17815] LW[72586] MH[0 0 0 0] HW[0] Temp[36] TMax[85] Fan[5850] FanR[100%] Vi[1199 1199 1198 1198] Vo[3930 3955 3997 3961] GHSmm[11609.65] WU[156933.29] Freq[649.02] PG[15] Led[0] MW0[3 2 4 4 1 4 2 4 2 4 1 1 4 3 5 3 2 1 3 5 4 3 2 3 4 4] MW1[1 3 5 1 5 5 3 3 1 4 4 3 4 2 3 1 5 5 5 4 4 5 2 3 3 2] MW2[4 3 6 4 6 4 5 4 2 4 1 3 3 3 2 4 2 4 3 5 8 2 3 4 5 3] MW3[2 1 2 2 6 6 5 5 3 4 2 4 3 5 4 7 3 1 5 2 1 3 0 2 3 1] TA[104] ECHU[0 0 0 0] ECMM[0] FM[1] CRC[0 0 0 0]",
      "MM ID3": "Ver[8211803-14b0f10] DNA[013b8d95d80b8043] Elapsed[65] MW[18708 19175 17876 18406] LW[74165] MH[0 0 0 0] HW[0] Temp[37] TMax[83] Fan[5610] FanR[100%] Vi[1198 1198 1198 1198] Vo[3939 3913 3898 3909] GHSmm[11513.45] WU[153327.38] Freq[643.64] PG[15] Led[0] MW0[3 5 1 3 2 2 5 4 5 0 4 2 3 3 2 3 7 4 4 4 4 4 4 2 1 4] MW1[1 0 4 2 3 6 3 7 4 3 3 4 2 4 2 3 4 7 1 8 2 5 2 3 6 5] MW2[3 2 1 3 2 3 4 4 1 2 2 4 1 4 2 6 6 2 3 3 4 3 2 6 1 1] MW3[2 1 3 2 4 3 5 6 2 3 5 2 2 6 2 2 2 5 1 4 4 2 4 2 2 3] TA[104] ECHU[0 0 0 0] ECMM[0] FM[1] CRC[0 0 0 0]",
      "MM Count": 3,
      "Smart Speed": 1,
      "Connecter": "AUC",
      "AUC VER": "AUC-20151208",
      "AUC I2C Speed": 400000,
      "AUC I2C XDelay": 19200,
      "AUC Sensor": 13870,
      "AUC Temperature": 33.4,
      "Connection Overloaded": false,
      "Voltage Level Offset": 0,
      "Nonce Mask": 24,
      "USB Pipe": "0",
      "USB Delay": "r0 0.000000 w0 0.000000",
      "USB tmo": "0 0"
    },
    {
      "STATS": 1,
      "ID": "POOL0",
      "Elapsed": 63,
      "Calls": 0,
      "Wait": 0,
      "Max": 0,
      "Min": 99999999,
      "Pool Calls": 0,
      "Pool Attempts": 0,
      "Pool Wait": 0,
      "Pool Max": 0,
      "Pool Min": 99999999,
      "Pool Av": 0,
      "Work Had Roll Time": false,
      "Work Can Roll": false,
      "Work Had Expire": false,
      "Work Roll Time": 0,
      "Work Diff": 27706,
      "Min Diff": 8192,
      "Max Diff": 27706,
      "Min Diff Count": 588,
      "Max Diff Count": 489,
      "Times Sent": 51,
      "Bytes Sent": 5978,
      "Times Recv": 56,
      "Bytes Recv": 6394,
      "Net Bytes Sent": 5978,
      "Net Bytes Recv": 6394
    },
    {
      "STATS": 2,
      "ID": "POOL1",
      "Elapsed": 63,
      "Calls": 0,
      "Wait": 0,
      "Max": 0,
      "Min": 99999999,
      "Pool Calls": 0,
      "Pool Attempts": 0,
      "Pool Wait": 0,
      "Pool Max": 0,
      "Pool Min": 99999999,
      "Pool Av": 0,
      "Work Had Roll Time": false,
      "Work Can Roll": false,
      "Work Had Expire": false,
      "Work Roll Time": 0,
      "Work Diff": 0,
      "Min Diff": 0,
      "Max Diff": 0,
      "Min Diff Count": 0,
      "Max Diff Count": 0,
      "Times Sent": 2,
      "Bytes Sent": 153,
      "Times Recv": 4,
      "Bytes Recv": 1659,
      "Net Bytes Sent": 153,
      "Net Bytes Recv": 1659
    }
  ],
  "id": 1
}
"""#),
    ]
}
