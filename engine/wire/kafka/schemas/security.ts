import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Logins, rights, tokens. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const SECURITY: readonly ApiSource[] = [
  api(17, 'SaslHandshake', '0-1', 'none', {
    request: `
      mechanism string
    `,
    response: `
      errorCode int16
      mechanisms []string
    `,
  }),
  api(36, 'SaslAuthenticate', '0-2', '2+', {
    request: `
      authBytes bytes
    `,
    response: `
      errorCode int16
      errorMessage string ?
      authBytes bytes
      sessionLifetimeMs int64 1+
    `,
  }),
  api(29, 'DescribeAcls', '1-3', '2+', {
    request: `
      resourceTypeFilter int8
      resourceNameFilter string ?
      patternTypeFilter int8 1+ =3
      principalFilter string ?
      hostFilter string ?
      operation int8
      permissionType int8
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
      resources []
        resourceType int8
        resourceName string
        patternType int8 1+ =3
        acls []
          principal string
          host string
          operation int8
          permissionType int8
    `,
  }),
  api(30, 'CreateAcls', '1-3', '2+', {
    request: `
      creations []
        resourceType int8
        resourceName string
        resourcePatternType int8 1+ =3
        principal string
        host string
        operation int8
        permissionType int8
    `,
    response: `
      throttleTimeMs int32
      results []
        errorCode int16
        errorMessage string ?
    `,
  }),
  api(31, 'DeleteAcls', '1-3', '2+', {
    request: `
      filters []
        resourceTypeFilter int8
        resourceNameFilter string ?
        patternTypeFilter int8 1+ =3
        principalFilter string ?
        hostFilter string ?
        operation int8
        permissionType int8
    `,
    response: `
      throttleTimeMs int32
      filterResults []
        errorCode int16
        errorMessage string ?
        matchingAcls []
          errorCode int16
          errorMessage string ?
          resourceType int8
          resourceName string
          patternType int8 1+ =3
          principal string
          host string
          operation int8
          permissionType int8
    `,
  }),
  api(38, 'CreateDelegationToken', '1-3', '2+', {
    request: `
      ownerPrincipalType string 3+ ?
      ownerPrincipalName string 3+ ?
      renewers []
        principalType string
        principalName string
      maxLifetimeMs int64
    `,
    response: `
      errorCode int16
      principalType string
      principalName string
      tokenRequesterPrincipalType string 3+
      tokenRequesterPrincipalName string 3+
      issueTimestampMs int64
      expiryTimestampMs int64
      maxTimestampMs int64
      tokenId string
      hmac bytes
      throttleTimeMs int32
    `,
  }),
  api(39, 'RenewDelegationToken', '1-2', '2+', {
    request: `
      hmac bytes
      renewPeriodMs int64
    `,
    response: `
      errorCode int16
      expiryTimestampMs int64
      throttleTimeMs int32
    `,
  }),
  api(40, 'ExpireDelegationToken', '1-2', '2+', {
    request: `
      hmac bytes
      expiryTimePeriodMs int64
    `,
    response: `
      errorCode int16
      expiryTimestampMs int64
      throttleTimeMs int32
    `,
  }),
  api(41, 'DescribeDelegationToken', '1-3', '2+', {
    request: `
      owners [] ?
        principalType string
        principalName string
    `,
    response: `
      errorCode int16
      tokens []
        principalType string
        principalName string
        tokenRequesterPrincipalType string 3+
        tokenRequesterPrincipalName string 3+
        issueTimestamp int64
        expiryTimestamp int64
        maxTimestamp int64
        tokenId string
        hmac bytes
        renewers []
          principalType string
          principalName string
      throttleTimeMs int32
    `,
  }),
  api(50, 'DescribeUserScramCredentials', '0', '0+', {
    request: `
      users [] ?
        name string
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
      results []
        user string
        errorCode int16
        errorMessage string ?
        credentialInfos []
          mechanism int8
          iterations int32
    `,
  }),
  api(51, 'AlterUserScramCredentials', '0', '0+', {
    request: `
      deletions []
        name string
        mechanism int8
      upsertions []
        name string
        mechanism int8
        iterations int32
        salt bytes
        saltedPassword bytes
    `,
    response: `
      throttleTimeMs int32
      results []
        user string
        errorCode int16
        errorMessage string ?
    `,
  }),
];
