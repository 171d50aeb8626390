/** A workspace's files for one dataset: a job of one SQL file, and the domain's product. */
export function dataset(address: string, sql: string): Record<string, string> {
  const [domain, layer, name] = address.split('.');
  const folder = `domains/${domain}/${layer}/${name}`;
  const job = { execution: [{ type: 'TransformSQL', sql_file_location: 'query.sql' }] };
  return {
    [`domains/${domain}/data-product.odps.yaml`]: `apiVersion: v1.0.0\nkind: DataProduct\nid: ${domain}\nstatus: draft\n`,
    [`${folder}/pipeline.json`]: JSON.stringify(job),
    [`${folder}/query.sql`]: sql,
  };
}
