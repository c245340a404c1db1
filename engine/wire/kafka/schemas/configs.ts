import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Configurations and quotas. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const CONFIGS: readonly ApiSource[] = [
  api(32, 'DescribeConfigs', '1-4', '4+', {
    request: `
      resources []
        resourceType int8
        resourceName string
        configurationKeys []string ?
      includeSynonyms bool 1+
      includeDocumentation bool 3+
    `,
    response: `
      throttleTimeMs int32
      results []
        errorCode int16
        errorMessage string ?
        resourceType int8
        resourceName string
        configs []
          name string
          value string ?
          readOnly bool
          configSource int8 1+ =-1
          isSensitive bool
          synonyms [] 1+
            name string 1+
            value string 1+ ?0+
            source int8 1+
          configType int8 3+
          documentation string 3+ ?0+
    `,
  }),
  api(33, 'AlterConfigs', '0-2', '2+', {
    request: `
      resources []
        resourceType int8
        resourceName string
        configs []
          name string
          value string ?
      validateOnly bool
    `,
    response: `
      throttleTimeMs int32
      responses []
        errorCode int16
        errorMessage string ?
        resourceType int8
        resourceName string
    `,
  }),
  api(44, 'IncrementalAlterConfigs', '0-1', '1+', {
    request: `
      resources []
        resourceType int8
        resourceName string
        configs []
          name string
          configOperation int8
          value string ?
      validateOnly bool
    `,
    response: `
      throttleTimeMs int32
      responses []
        errorCode int16
        errorMessage string ?
        resourceType int8
        resourceName string
    `,
  }),
  api(74, 'ListConfigResources', '0-1', '0+', {
    request: `
      resourceTypes []int8 1+
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      configResources []
        resourceName string
        resourceType int8 1+ =16
    `,
  }),
  api(48, 'DescribeClientQuotas', '0-1', '1+', {
    request: `
      components []
        entityType string
        matchType int8
        match string ?
      strict bool
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
      entries [] ?
        entity []
          entityType string
          entityName string ?
        values []
          key string
          value float64
    `,
  }),
  api(49, 'AlterClientQuotas', '0-1', '1+', {
    request: `
      entries []
        entity []
          entityType string
          entityName string ?
        ops []
          key string
          value float64
          remove bool
      validateOnly bool
    `,
    response: `
      throttleTimeMs int32
      entries []
        errorCode int16
        errorMessage string ?
        entity []
          entityType string
          entityName string ?
    `,
  }),
];
