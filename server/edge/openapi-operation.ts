import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { Problem } from '../protocol/operator.ts';

const schemaOf = (schema: v.GenericSchema) =>
  // Checks that JSON Schema has no word for (a window that ends before it begins) stay with the parser.
  toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });

export const jsonBody = (schema: v.GenericSchema) => ({
  content: { 'application/json': { schema: schemaOf(schema) } },
});

/** A query parameter for each field of a schema that the query is parsed by. */
export const queryOf = (schema: v.GenericSchema) => {
  const { properties = {}, required = [] } = schemaOf(schema);
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: of,
  }));
};

export const problem = {
  description: 'Refused: RFC 9457 problem details',
  content: { 'application/problem+json': { schema: schemaOf(Problem) } },
};

export const header = (description: string) => ({ description, schema: { type: 'string' } });

export const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** One operation of the API: what it does, what it answers, and that every refusal is a problem. */
export function operation(
  summary: string,
  success: { status: number; description: string; schema?: v.GenericSchema },
  more: object = {},
) {
  return {
    summary,
    security: [{ key: [] }],
    ...more,
    responses: {
      [success.status]: { description: success.description, ...(success.schema ? jsonBody(success.schema) : {}) },
      default: problem,
    },
  };
}
